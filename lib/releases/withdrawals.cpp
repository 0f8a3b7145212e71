// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/withdrawals.hpp"

#include "core/error.hpp"
#include "core/error_line.hpp"
#include "core/listing.hpp"
#include "releases/release_facts.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::releases {

namespace {

void add(const std::string& release, const std::vector<manifest::Withdrawn>& withdrawn, Withdrawals& all) {
  for (const auto& one : withdrawn)
    all.packages.emplace(one.nevra, Withdrawal{.package = one, .without = release});
}

}  // namespace

Withdrawals withdrawals_in(const fs::path& releases_folder, const std::string& product) {
  const store::Workspace workspace{.root = releases_folder.parent_path(), .cache = {}, .store_folder = {}};
  Withdrawals all;
  if (workspace.releases() != releases_folder || !fs::is_directory(releases_folder)) return all;
  for (const auto& name : releases(workspace)) {
    try {
      if (const auto facts = known_facts(name, workspace)) {
        if (facts->product == product) add(name, facts->withdrawn, all);
        continue;
      }
      const auto manifest = shared_manifest(releases_folder / name);
      if (manifest->product == product) add(name, manifest->withdrawn, all);
    } catch (const Error& error) {
      all.unreadable.emplace(name, in_one_line(error));
    }
  }
  // A release whose manifest is gone still has the manifest's signature.
  for (const auto& entry : entries_in(releases_folder)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with('.') && !entry.is_symlink() && !is_release(entry.path()) &&
        is_there(entry.path() / "manifest.json.asc"))
      all.unreadable.emplace(name, "it has no manifest.json");
  }
  return all;
}

}  // namespace rpmworks::releases
