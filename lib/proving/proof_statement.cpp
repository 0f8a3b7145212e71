// SPDX-License-Identifier: GPL-3.0-or-later
#include <ctime>

#include "attest/envelope.hpp"
#include "attest/statement.hpp"
#include "proving/prove.hpp"

namespace rpmworks::proving {

std::string proof_statement(const Proof& proof) {
  using Outcome = PackageProof::Outcome;
  Json passed = Json::array();
  Json failed = Json::array();
  Json findings = Json::array();
  for (const auto& package : proof.packages) {
    const bool is_reproduced = package.outcome == Outcome::reproduced;
    if (is_reproduced) passed.push_back(package.file);
    if (package.outcome == Outcome::differs || package.outcome == Outcome::not_rebuilt)
      failed.push_back(package.file);
    if (is_reproduced && package.note.empty()) continue;
    Json finding = {{"package", package.file}, {"outcome", name_of(package.outcome)}};
    if (!package.why.empty()) finding["why"] = package.why;
    if (!package.note.empty()) finding["note"] = package.note;
    findings.push_back(std::move(finding));
  }
  const attest::Resource release{.name = "manifest.json", .uri = {}, .digest = proof.manifest_sha256};
  attest::Statement statement{.subjects = {},
                              .predicate_type = "https://in-toto.io/attestation/test-result/v0.1",
                              .predicate = {{"result", proof.is_complete() ? "PASSED" : "FAILED"},
                                            {"configuration", Json::of_array({attest::to_json(release)})},
                                            {"passedTests", std::move(passed)},
                                            {"failedTests", std::move(failed)},
                                            {"rpmworks_findings", std::move(findings)}}};
  if (proof.is_of_release()) statement.subjects.push_back(release);
  for (const auto& package : proof.packages)
    if (package.outcome == Outcome::reproduced)
      statement.subjects.push_back({.name = package.file, .uri = {}, .digest = package.sha256});
  return attest::to_text(statement);
}

std::string signed_proof(const Proof& proof, sign::Signer& signer) {
  const int64_t now = std::time(nullptr);
  signer.require_valid(now);
  // The time of the release: the same proof is the same bytes.
  const int64_t made = manifest::parse_iso_time(proof.manifest.created).value_or(0);
  return attest::signed_line(proof_statement(proof), signer.fingerprint(), [&](const std::string& bytes) {
    return signer.signature(bytes, sign::signature_time(made, signer, now).seconds);
  });
}

}  // namespace rpmworks::proving
