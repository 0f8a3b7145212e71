// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "clients/profile.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "rpm/openpgp.hpp"
#include "sign/signature_record.hpp"
#include "sign/signature_time.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

namespace {

constexpr const char* k_detached = "detached";

DetachedVerdict verdict_of(std::string_view bytes, std::string_view signature, const Signer& signer,
                           const fs::path& tmp) {
  const TempDir aside(tmp, "signer-");
  const fs::path key = aside.path() / "key.asc";
  write_new_file(key, signer.public_key());
  return verify_detached(bytes, signature, {key}, tmp);
}

std::string fault_of(const DetachedVerdict& verdict, const Signer& signer) {
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

}  // namespace

std::string fault_of_detached(std::string_view bytes, std::string_view signature, const Signer& signer,
                              const fs::path& tmp) {
  return fault_of(verdict_of(bytes, signature, signer, tmp), signer);
}

std::string detached(std::string_view bytes, int64_t time, Signer& signer) {
  return rpm::armour_signature(signer.signature(bytes, time));
}

std::string detached_kept(std::string_view bytes, int64_t input_time, Signer& signer, store::Store& store,
                          const fs::path& tmp, Reporter& reporter) {
  const int64_t now = seconds_now();
  const SignatureTime time = signature_time(input_time, signer, now);
  const std::string key =
      signature_record({.kind = k_detached, .subject = sha256(bytes), .signers = {&signer}});
  if (auto kept = k_detached_signatures.find(store, key)) {
    const DetachedVerdict verdict = verdict_of(bytes, kept->armoured, signer, tmp);
    const std::string fault = fault_of(verdict, signer);
    if (fault.empty() && (is_time_kept(verdict.made, time) || is_known_random(signer, store)))
      return std::move(kept->armoured);
    if (!fault.empty())
      reporter.warning(fmt::format("a signature by {} in the store {} is not valid and is replaced: {}",
                                   signer.fingerprint(), store.folder().string(), fault));
  }
  signer.require_valid(now);
  if (time.is_of_now) reporter.warning(time_of_now("the metadata or the manifest"));
  std::string signature = detached(bytes, time.seconds, signer);
  if (const auto fault = fault_of_detached(bytes, signature, signer, tmp); !fault.empty())
    throw Error(ExitCode::trust, fmt::format("the signature that the key {} just made is not valid: {}",
                                             signer.fingerprint(), fault))
        .hint("check that `public` contains the public key of this secret key, and that the clock is right");
  k_detached_signatures.put(store, key, {signature});
  return signature;
}

}  // namespace rpmworks::sign
