// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: where the store keeps signatures.
#pragma once

#include <string>
#include <string_view>

#include "sign/signer.hpp"

namespace rpmworks::sign {

/// The kind of all records of signatures, which belong together when a store is copied.
constexpr const char* k_signature = "signature";

/// The key of the record of a signature: of what kind, of which bytes (their SHA-256), by whom.
std::string signature_record(std::string_view kind, std::string_view subject, const Signer& signer);

/// "2031-05-01"
std::string iso_day(int64_t seconds);

}  // namespace rpmworks::sign
