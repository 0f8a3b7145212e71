// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "clients/profile.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "sign/signature_record.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

constexpr const char* k_detached = "detached";

}  // namespace

std::string fault_of_detached(std::string_view bytes, std::string_view signature, const Signer& signer,
                              const fs::path& tmp) {
  const TempDir aside(tmp, "signer-");
  const fs::path key = aside.path() / "key.asc";
  write_new_file(key, signer.public_key());
  const DetachedVerdict verdict = verify_detached(bytes, signature, {key}, tmp);
  if (verdict.expires) return fmt::format("it expires on {}", iso_day(verdict.expires));
  if (verdict.trust != rpm::Trust::good) return verdict.reason;
  if (verdict.signing_key != signer.fingerprint())
    return fmt::format("it was made by the key {}, not by {}", verdict.signing_key, signer.fingerprint());
  if (verdict.signature_class != "00")
    return fmt::format("it is a signature of the class 0x{}, not 0x00", verdict.signature_class);
  if (verdict.hash != clients::k_signature_hash)
    return fmt::format("its hash is {}, not {}", verdict.hash, clients::k_signature_hash);
  return {};
}

std::string detached_kept(std::string_view bytes, Signer& signer, store::Store& store, const fs::path& tmp,
                          Reporter& reporter) {
  const std::string key = signature_record(k_detached, sha256(bytes), signer);
  if (auto kept = k_detached_signatures.find(store, key)) {
    const std::string fault = fault_of_detached(bytes, kept->armoured, signer, tmp);
    if (fault.empty()) return std::move(kept->armoured);
    reporter.warning(fmt::format("a signature by {} in the store {} is not valid and is replaced: {}",
                                 signer.fingerprint(), store.folder().string(), fault));
  }
  std::string signature = signer.detached(bytes);
  if (const auto fault = fault_of_detached(bytes, signature, signer, tmp); !fault.empty())
    throw Error(ExitCode::trust, fmt::format("the signature that the key {} just made is not valid: {}",
                                             signer.fingerprint(), fault))
        .hint("check that `public` contains the public key of this secret key, and that the clock is right");
  k_detached_signatures.put(store, key, {signature});
  return signature;
}

}  // namespace rpmworks::sign
