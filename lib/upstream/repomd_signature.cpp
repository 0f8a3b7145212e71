// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/repomd_signature.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::upstream {

namespace {

Error refusal(const NamedRepository& repository, const std::string& what) {
  return Error(ExitCode::trust,
               fmt::format("the metadata of {} cannot be trusted: {}", repository.name, what))
      .note("from " + repository.address);
}

std::string hint_for(const NamedRepository& repository, const rpm::Keyring::Verdict& verdict) {
  if (!verdict.hint.empty()) return verdict.hint;
  if (verdict.trust == rpm::Trust::unknown)
    return fmt::format(
        "if that key is really the key of {}, add its public key to `keys` and its name to `trust`",
        repository.name);
  if (verdict.trust == rpm::Trust::invalid_key)
    return fmt::format("get a newer public key from {}", repository.name);
  return "its owner may be changing it at this moment: try again later; if the error remains, do not use "
         "this "
         "repository until its owner has explained this";
}

}  // namespace

std::string repomd_signer(const NamedRepository& repository, const rpm::Keyring& trust,
                          std::string_view repomd, const std::optional<std::string>& signature) {
  if (!signature) {
    throw refusal(repository, "it is not signed: there is no repodata/repomd.xml.asc")
        .hint(
            fmt::format("ask its owner to sign it (gpg --armor --detach-sign repodata/repomd.xml), or remove "
                        "`repomd: signed` from upstreams.{}",
                        repository.name));
  }
  const rpm::Keyring::Verdict verdict = trust.verify_detached(repomd, *signature);
  if (verdict.trust == rpm::Trust::good) return verdict.primary;
  std::vector<std::string> notes;
  for (const std::string& fingerprint : trust.fingerprints()) notes.push_back("trusted here: " + fingerprint);
  throw refusal(repository, "repodata/repomd.xml.asc: " + verdict.reason)
      .notes(std::move(notes))
      .hint(hint_for(repository, verdict));
}

}  // namespace rpmworks::upstream
