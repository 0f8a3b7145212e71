// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/files.hpp"

namespace rpmworks::rpm {

/// When the OpenPGP signature of a package file's header itself expires, which librpm does not look at:
/// seconds since 1970. Nothing when it does not, or when there is none that can be read.
std::optional<int64_t> signature_end(const fs::path& package);

}  // namespace rpmworks::rpm
