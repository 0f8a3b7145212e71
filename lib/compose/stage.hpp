// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compose/delta.hpp"
#include "compose/plan.hpp"
#include "layout/keys.hpp"
#include "manifest/build_roots.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::compose {

struct CommitAdvisories;

/// What write_release needs to write a release.
struct Stage {
  const std::string& release;
  const std::string& lock_sha256;
  const Plan& plan;
  const config::Config& config;
  const layout::Targets& targets;
  const layout::Signers& signers;
  const std::map<std::string, layout::NextKey>& next_keys;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
  std::vector<manifest::Withdrawn> withdrawn = {};
  /// Makes the upgrade guide from the manifest, when the sections are complete. Empty: there is none.
  std::function<std::string(const manifest::Manifest&)> upgrade_guide = {};
  /// Called with the path of each section whose metadata the store did not have, once it is written.
  std::function<void(const std::string& section)> on_new_metadata = {};
  /// What was built for it, and from what; null if it is made from a release.
  const std::vector<engine::BuildResult>* builds = nullptr;
  const std::vector<srpm::Srpm>* srpms = nullptr;
  fs::path released = {};                 ///< the folder of the release that it is made from; empty: none
  manifest::BuildRoots build_roots = {};  ///< those of its packages, and perhaps others
  std::vector<manifest::Waiver> waivers = {};                  ///< sorted by gate and finding
  std::optional<manifest::ReleaseRef> previous = {};           ///< the release that was published before
  std::map<std::string, VendorMetadata> vendor_metadata = {};  ///< by the path of the section in repos.yaml
  const CommitAdvisories* commit_advisories = nullptr;         ///< null: there are none
  /// If a release is made again from another one: the groups, modules and advisories of that release, by the
  /// resolved path of their section.
  std::optional<std::map<std::string, std::vector<repodata::Extra>>> released_extras = {};
  /// Headers that are known when the guide was made; null: none.
  const rpm::KnownContents* contents = nullptr;
  CommitsBetween commits_between = {};  ///< for the page; empty: it shows no commits
  /// Why gates that need to know what clients have do not run; empty: they run.
  std::string no_base = {};
  const Delta* delta = nullptr;  ///< the release leaves out what this has; null: it is whole
};

/// Writes the release into `folder`, which must exist and be empty, and returns its manifest.
manifest::Manifest write_release(const fs::path& folder, const Stage& stage);

}  // namespace rpmworks::compose
