// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: where the store keeps signatures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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

/// What is known of the signatures of a key.
struct SignatureKind {
  bool is_random = false;  ///< two signatures of the same bytes with the same time differ
};

extern const store::RecordKind<SignedPackage> k_signed_packages;
extern const store::RecordKind<DetachedSignature> k_detached_signatures;
extern const store::RecordKind<SignatureKind> k_signature_kinds;

/// What a record about signatures is about.
struct RecordSubject {
  std::string_view kind;     ///< the sort of signature
  std::string_view subject;  ///< SHA-256 of the signed bytes
  std::vector<Signer*> signers;
};

/// The record's key.
std::string signature_record(const RecordSubject& about);

/// "2031-05-01"
std::string iso_day(int64_t seconds);

}  // namespace rpmworks::sign
