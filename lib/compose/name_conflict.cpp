// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/name_conflict.hpp"

#include <fmt/format.h>

#include "compose/differences.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::compose {

Error name_conflict(const std::string& release, bool is_published, std::vector<std::string> what) {
  return Error(ExitCode::gate, fmt::format("the release {} {} and was made from other inputs", release,
                                           is_published ? "is already published" : "already exists"))
      .notes(std::move(what))
      .hint(is_published ? "users may have installed it: give this release another name"
                         : "give this release another name, or replace the existing one with --replace");
}

void require_no_name_conflict(const Plan& sources, const std::string& release, const config::Config& config,
                              const store::Workspace& workspace, bool replace) {
  const fs::path place = workspace.releases() / release;
  releases::require_place(place);
  const bool is_published = releases::was_published(release, workspace);
  if (!releases::is_release(place) || (replace && !is_published)) return;
  manifest::Manifest there;
  try {
    there = releases::read_manifest(place);
  } catch (const Error& unreadable) {
    throw name_conflict(release, is_published, {unreadable.what()});
  }
  // Compares only what is known of the source packages, without their signatures.
  manifest::Manifest before = {.tool = there.tool, .config_sha256 = there.config_sha256};
  for (const auto& entry : there.packages)
    if (entry.nevra.is_source())
      before.packages.push_back({.nevra = entry.nevra, .section = entry.section, .origin = entry.origin});
  manifest::Manifest now = {.tool = tool_name(), .config_sha256 = config.sha256};
  for (const auto& item : sources.items)
    now.packages.push_back({.nevra = item.package->nevra, .section = item.section, .origin = item.origin});
  if (auto what = differences(before, now, k_most_differences); !what.empty())
    throw name_conflict(release, is_published, std::move(what));
}

}  // namespace rpmworks::compose
