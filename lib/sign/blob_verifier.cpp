// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/blob_verifier.hpp"

#include <optional>
#include <sstream>

#include "core/text.hpp"

namespace rpmworks::sign {

namespace {

constexpr const char* k_no_value = "-";

std::string or_dash(const std::string& text) {
  return text.empty() ? k_no_value : text;
}

std::string kept_text(const rpm::Keyring::Verdict& verdict) {
  const rpm::Signature& signature = *verdict.signature;
  return join({or_dash(signature.key_id), or_dash(signature.fingerprint), or_dash(signature.hash),
               std::to_string(signature.created), or_dash(verdict.primary), verdict.reason},
              " ");
}

std::optional<rpm::Keyring::Verdict> kept_verdict(const std::string& text) {
  std::istringstream in(text);
  rpm::Keyring::Verdict verdict{
      .trust = rpm::Trust::good, .signature = rpm::Signature(), .primary = {}, .reason = {}, .hint = {}};
  rpm::Signature& signature = *verdict.signature;
  if (!(in >> signature.key_id >> signature.fingerprint >> signature.hash >> signature.created >>
        verdict.primary))
    return std::nullopt;
  for (std::string* field : {&signature.key_id, &signature.fingerprint, &signature.hash, &verdict.primary})
    if (*field == k_no_value) field->clear();
  std::getline(in >> std::ws, verdict.reason);
  return verdict;
}

}  // namespace

BlobVerifier::BlobVerifier(rpm::Keyring keyring)
    : m_keyring(std::move(keyring)), m_question("signed for " + m_keyring.sha256()) {}

rpm::Keyring::Verdict BlobVerifier::verify(store::KnownBlob& blob) const {
  if (const auto known = blob.answer(m_question))
    if (auto verdict = kept_verdict(*known)) return std::move(*verdict);
  auto verdict = m_keyring.verify(blob.file());
  if (verdict.trust == rpm::Trust::good && verdict.signature) blob.keep(m_question, kept_text(verdict));
  return verdict;
}

}  // namespace rpmworks::sign
