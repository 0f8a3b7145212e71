// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/release.hpp"

#include <algorithm>

#include "manifest/purl.hpp"

namespace rpmworks::attest {

namespace {

constexpr const char* k_manifest = "manifest.json";

// Level 1 of the build track: there is provenance that says how each package was built. A vendor's packages
// come without.
const char* build_level(const manifest::Manifest& manifest) {
  const bool is_own = std::ranges::none_of(
      manifest.packages, [](const manifest::Entry& entry) { return entry.origin.upstream() != nullptr; });
  return is_own ? "SLSA_BUILD_LEVEL_1" : "SLSA_BUILD_LEVEL_UNEVALUATED";
}

}  // namespace

bool is_build_statement(const std::string& file) {
  return file != k_release_file && file.starts_with(std::string(k_provenance_folder) + "/") &&
         file.ends_with(k_suffix);
}

Statement release_statement(const manifest::Manifest& manifest, const std::string& manifest_sha256) {
  std::vector<Resource> subjects = {{.name = k_manifest, .uri = {}, .digest = manifest_sha256}};
  for (const auto& entry : manifest.packages)
    subjects.push_back({.name = entry.file, .uri = entry.purl, .digest = entry.sha256});
  return {.subjects = std::move(subjects),
          .predicate_type = "https://in-toto.io/attestation/release/v0.1",
          .predicate = {{"purl", manifest::purl_of_release(manifest)}, {"releaseId", manifest.release}}};
}

Statement verification_summary(const manifest::Manifest& manifest, const std::string& manifest_sha256) {
  Json predicate = {
      {"verifier", {{"id", k_rpmworks}, {"version", Json::of_object({{"rpmworks", manifest.tool}})}}},
      // The time of the inputs: the same release is the same bytes.
      {"timeVerified", manifest.created},
      {"resourceUri", manifest::purl_of_release(manifest)},
      {"policy", {{"uri", "repos.yaml"}, {"digest", Json::of_object({{"sha256", manifest.config_sha256}})}}},
      {"verificationResult", "PASSED"},
      {"verifiedLevels", Json::of_array({build_level(manifest)})},
      {"slsaVersion", "1.0"}};
  return {.subjects = {{.name = k_manifest, .uri = {}, .digest = manifest_sha256}},
          .predicate_type = "https://slsa.dev/verification_summary/v1",
          .predicate = std::move(predicate)};
}

}  // namespace rpmworks::attest
