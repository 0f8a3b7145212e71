// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: where the store keeps signatures.
#pragma once

#include <string>
#include <string_view>

#include "sign/signer.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::sign {

/// The stored part of a signed package: together with the unsigned package it restores the signed one.
struct SignedPackage {
  std::string sha256;
  std::string start;  ///< lead and signature header
};

struct DetachedSignature {
  std::string armoured;
};

extern const store::RecordKind<SignedPackage> k_signed_packages;
extern const store::RecordKind<DetachedSignature> k_detached_signatures;

/// The record's key for a signature. `kind`: the sort of signature; `subject`: SHA-256 of the signed bytes.
std::string signature_record(std::string_view kind, std::string_view subject, const Signer& signer);

/// "2031-05-01"
std::string iso_day(int64_t seconds);

}  // namespace rpmworks::sign
