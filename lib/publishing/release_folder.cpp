// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/release_folder.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::publishing {

namespace {

// Of a folder that a user names, also through a link such as `current`.
bool leads_to_release(const fs::path& folder) {
  std::error_code unreadable;
  const fs::path real = fs::canonical(folder, unreadable);
  return !unreadable && releases::is_release(real);
}

}  // namespace

fs::path release_folder(const std::string& name_or_folder, const FindWorkspace& find_workspace) {
  const bool is_name =
      name_or_folder.find('/') == std::string::npos && name_or_folder != "." && name_or_folder != "..";
  if (const auto* const workspace = is_name ? find_workspace() : nullptr)
    if (leads_to_release(workspace->releases() / name_or_folder))
      return workspace->releases() / name_or_folder;
  if (leads_to_release(name_or_folder)) return fs::absolute(name_or_folder).lexically_normal();
  std::error_code unreadable;
  if (fs::is_directory(name_or_folder, unreadable))
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a release: it has no manifest.json", name_or_folder))
        .hint("name a folder that rpmworks composed");
  const auto* const workspace = find_workspace();
  if (!workspace)
    throw Error(ExitCode::invalid,
                fmt::format("there is no folder {}, and no repos.yaml that could have a release of that name",
                            name_or_folder))
        .hint("name the folder of a release, or repos.yaml with -c FILE");
  const auto names = releases::releases(*workspace);
  const auto meant = did_you_mean(name_or_folder, names);
  throw Error(ExitCode::invalid,
              fmt::format("there is no release {} in {}", name_or_folder, workspace->releases().string()))
      .hint(meant           ? *meant
            : names.empty() ? fmt::format("make it: rpmworks release {}", name_or_folder)
                            : fmt::format("known releases: {}", join(names, ", ")));
}

std::string upgrade_guide_of(const fs::path& release_folder) {
  const fs::path guide = release_folder / upgrades::k_upgrade_guide;
  return fs::is_regular_file(guide) ? read_file(guide) : std::string();
}

manifest::Manifest manifest_of(const fs::path& folder) {
  return releases::read_manifest(folder);
}

ReleasedPackages released_packages(const store::Workspace& workspace, const std::string& name_or_nevra) {
  ReleasedPackages found;
  const auto all = releases::releases(workspace);
  if (all.empty()) return found;
  found.release = all.back();
  for (auto& entry : manifest_of(workspace.releases() / found.release).packages)
    if (entry.nevra.name == name_or_nevra || entry.nevra.str() == name_or_nevra)
      found.packages.push_back(std::move(entry));
  return found;
}

}  // namespace rpmworks::publishing
