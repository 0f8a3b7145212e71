// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/record_kinds.hpp"

#include "core/encoding.hpp"
#include "sign/signature_record.hpp"

namespace rpmworks::sign {

namespace {

// The record itself holds the start of the package, so that keeping a signature writes one file instead of
// two.
Json json_of_signed(const SignedPackage& package) {
  return {{"signed", package.sha256}, {"start", to_hex(package.start)}};
}

SignedPackage signed_of_json(const Json& json) {
  const auto start = from_hex(json.at("start").get<std::string>());
  if (!start) throw JsonError("the start of a package is not in hexadecimal");
  return {.sha256 = json.at("signed"), .start = *start};
}

Json json_of_detached(const DetachedSignature& signature) {
  return {{"signature", signature.armoured}};
}

DetachedSignature detached_of_json(const Json& json) {
  return {.armoured = json.at("signature")};
}

Json json_of_kind(const SignatureKind& kind) {
  return {{"random", kind.is_random}};
}

SignatureKind kind_of_json(const Json& json) {
  return {.is_random = json.at("random")};
}

// One kind for both sorts of signatures, so that they stay together when a store is copied.
constexpr const char* k_signature = "signature";

}  // namespace

const store::RecordKind<SignedPackage> k_signed_packages{
    .name = k_signature,
    .version = 1,
    .to_json = json_of_signed,
    .from_json = signed_of_json,
    .blobs = [](const SignedPackage& package) { return std::vector{package.sha256}; },
};
const store::RecordKind<DetachedSignature> k_detached_signatures{k_signature, 1, json_of_detached,
                                                                 detached_of_json};
const store::RecordKind<SignatureKind> k_signature_kinds{"signature-kind", 1, json_of_kind, kind_of_json};

store::Kinds record_kinds() {
  return store::kinds_of(k_signed_packages, k_detached_signatures, k_signature_kinds);
}

}  // namespace rpmworks::sign
