// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/signer_verifier.hpp"

#include <fmt/format.h>

namespace rpmworks::sign {

namespace {

rpm::Keyring keyring_of(const Signer& signer, const fs::path& aside) {
  const fs::path key = aside / (signer.fingerprint() + ".asc");
  write_new_file(key, signer.public_key());
  rpm::Keyring keyring;
  keyring.add(key, signer.fingerprint(), rpm::policy_of_rpm());
  return keyring;
}

}  // namespace

SignerVerifier::SignerVerifier(const Signer& signer, const fs::path& aside)
    : m_fingerprint(signer.fingerprint()), m_verifier(keyring_of(signer, aside)) {}

void SignerVerifier::require(store::KnownBlob& blob, const std::string& origin) const {
  const auto verdict = m_verifier.verify(blob);
  if (verdict.trust != rpm::Trust::good) throw m_verifier.keyring().refusal(blob.file(), origin, verdict);
}

SignerVerifier::Finding SignerVerifier::find(const fs::path& file) const {
  return judged(m_verifier.keyring().verify(file));
}

SignerVerifier::Finding SignerVerifier::find(store::KnownBlob& blob) const {
  return judged(m_verifier.verify(blob));
}

SignerVerifier::Finding SignerVerifier::judged(const rpm::Keyring::Verdict& verdict) const {
  if (verdict.trust != rpm::Trust::good) return {.fault = verdict.reason};
  const std::string& by = verdict.signature->fingerprint;
  if (by != m_fingerprint)
    return {.fault = fmt::format("it was made by the key {}, not by {}", by, m_fingerprint)};
  return {.fault = {}, .made = verdict.signature->created};
}

}  // namespace rpmworks::sign
