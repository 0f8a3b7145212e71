// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/withdrawals.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "core/error_line.hpp"
#include "core/text.hpp"
#include "releases/release_facts.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::releases {

namespace {

// What the releases after this one withdrew: reasons by NEVRA. Few manifests have withdrawals, so the others
// are not parsed.
std::map<std::string, std::string> withdrawn_after(const std::string& release, const std::string& product,
                                                   const store::Workspace& workspace, Reporter& reporter) {
  std::map<std::string, std::string> withdrawn;
  for (const auto& name : releases(workspace)) {
    if (!(rpm::Evr{"", release, ""} < rpm::Evr{"", name, ""})) continue;
    try {
      if (read_file(workspace.releases() / name / "manifest.json").find("\"withdrawn\"") == std::string::npos)
        continue;
      const manifest::Manifest manifest = read_manifest(workspace.releases() / name);
      if (manifest.product != product) continue;
      for (const auto& one : manifest.withdrawn) withdrawn.emplace(one.nevra, one.reason);
    } catch (const Error& error) {
      reporter.warning(
          fmt::format("what the release {} withdrew is not known: {}", name, in_one_line(error)));
    }
  }
  return withdrawn;
}

}  // namespace

void warn_of_withdrawn(const std::string& release, const store::Workspace& workspace, Reporter& reporter) {
  const std::string product = facts_of(release, workspace).product;
  const auto withdrawn = withdrawn_after(release, product, workspace, reporter);
  if (withdrawn.empty()) return;
  std::vector<std::string> packages;
  for (const auto& entry : read_manifest(workspace.releases() / release).packages)
    if (const auto found = withdrawn.find(entry.nevra.str()); found != withdrawn.end())
      packages.push_back(found->second.empty() ? found->first
                                               : fmt::format("{} ({})", found->first, found->second));
  if (!packages.empty())
    reporter.warning(fmt::format(
        "the release {} contains packages that were withdrawn, and clients can install them again: {}",
        release, join(packages, ", ")));
}

}  // namespace rpmworks::releases
