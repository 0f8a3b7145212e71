// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <ctime>

#include "gates/gate.hpp"
#include "releases/release_facts.hpp"
#include "releases/release_place.hpp"
#include "releases/withdrawals.hpp"

namespace rpmworks::gates {

namespace {

using manifest::Manifest;

constexpr const char* k_withdrawn_name = "withdrawn";

struct WithdrawnPackages {
  std::vector<Finding> findings;
  std::vector<Finding> unknown;  ///< releases whose withdrawals are not known
  std::vector<std::string> own;  ///< about packages that were withdrawn from this very release
};

WithdrawnPackages find_withdrawn(const Manifest& made, const releases::Withdrawals& withdrawals) {
  WithdrawnPackages found;
  for (const auto& [release, why] : withdrawals.unreadable)
    if (release != made.release)  // the gate `manifest` reports that
      found.unknown.push_back(
          {.id = release,
           .text = fmt::format("what was withdrawn from the release before {0} is not known, because {0} "
                               "cannot be read: {1} (restore it from a copy, or remove its folder)",
                               release, why)});
  if (withdrawals.packages.empty()) return found;
  for (const auto& entry : made.packages) {
    const auto at = withdrawals.packages.find(entry.nevra.str());
    if (at == withdrawals.packages.end()) continue;
    const auto& [package, without] = at->second;
    const std::string reason = package.reason.empty() ? "" : ": " + package.reason;
    // The releases from which it was withdrawn still have it.
    const bool is_own = rpm::Evr{"", made.release, ""} <= rpm::Evr{"", package.release, ""};
    if (is_own)
      found.own.push_back(fmt::format("{} was withdrawn: the release {} is {} without it{}", entry.file,
                                      without, package.release, reason));
    else
      found.findings.push_back(
          {.id = package.nevra,
           .text = fmt::format("{} was withdrawn from the release {}{}", entry.file, package.release, reason),
           .file = entry.file});
  }
  return found;
}

// A package must be removable at any time, so what is not known does not stop a withdrawal.
bool needs_all(const Manifest& made) {
  return made.withdrawn.empty();
}

Check judged_withdrawn(const Manifest& made, const WithdrawnPackages& found, const std::string& subject) {
  auto findings = found.findings;
  if (needs_all(made)) findings.insert(findings.begin(), found.unknown.begin(), found.unknown.end());
  Check check = judged(k_withdrawn_name, subject, std::move(findings));
  check.notes = found.own;
  check.is_incomplete = !found.unknown.empty();
  return check;
}

// Whether a release may contain one of these packages: parsing its manifest takes much longer than looking
// for their names in it.
bool may_contain(const fs::path& release_folder, const releases::Withdrawals& withdrawals) {
  if (withdrawals.packages.empty()) return false;
  const std::string json = read_file(release_folder / "manifest.json");
  return std::ranges::any_of(withdrawals.packages, [&](const auto& withdrawal) {
    return json.find(withdrawal.first) != std::string::npos;
  });
}

}  // namespace

Check withdrawn_gate(const GateInputs& inputs) {
  const Manifest& made = *inputs.release.manifest;
  const auto found =
      find_withdrawn(made, releases::withdrawals_in(inputs.release.folder.parent_path(), made.product));
  Check check = judged_withdrawn(made, found, inputs.release.name());
  if (!needs_all(made))
    for (const auto& finding : found.unknown) check.notes.push_back(finding.text);
  return check;
}

Check withdrawn_since(const std::string& release, const store::Workspace& workspace) {
  const auto facts = releases::facts_of(release, workspace);
  const std::string subject = fmt::format("{} {}", facts.product, release);
  const auto withdrawals = releases::withdrawals_in(workspace.releases(), facts.product);
  std::vector<Check> checks = {judged(k_withdrawn_name, subject, {})};
  const fs::path folder = workspace.releases() / release;
  if (withdrawals.unreadable.empty() && !may_contain(folder, withdrawals)) return checks.front();
  const auto manifest = releases::shared_manifest(folder);
  checks.front() = judged_withdrawn(*manifest, find_withdrawn(*manifest, withdrawals), subject);
  (void)apply_waivers(*manifest, subject, nullptr, std::time(nullptr), checks);
  return checks.front();
}

}  // namespace rpmworks::gates
