// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "locking/lock_state.hpp"
#include "product/session.hpp"
#include "releases/disk_usage.hpp"
#include "releases/release_facts.hpp"

namespace rpmworks::pipeline {

/// A release in releases/.
struct ReleaseStatus {
  std::string release;
  std::string fault;             ///< why its manifest cannot be read; empty: it can, and `facts` is set
  releases::ReleaseFacts facts;  ///< what its manifest says
  releases::DiskUsage usage;     ///< compared with the other releases
  bool is_published = false;
  std::optional<int64_t> published_since;  ///< seconds since 1970, the last time; nothing: never, or unknown
  std::optional<int64_t> published_until;  ///< nothing: it is published, or never was
  std::string needed;  ///< why `prune` would keep it whatever its rules are; empty: no reason
};

/// What a workspace holds.
struct Status {
  std::string product;
  fs::path releases_folder;
  std::string published;  ///< empty: none
  std::vector<ReleaseStatus> releases;
  uint64_t bytes = 0;                                            ///< of all releases; each file counts once
  std::map<std::string, std::vector<std::string>> mirror_lists;  ///< releases by the folder of the section
  /// What `rpmworks publish PUBLISHED` would repair, relative to releases/.
  std::vector<std::string> stale;
  std::string unfinished;  ///< the release of a publication that was interrupted
  /// Folders of a run in progress, or of a run that was killed, relative to the workspace.
  std::vector<std::string> temporary;
  std::map<std::string, size_t> results;  ///< results of builds, by target
  bool has_lock = false;                  ///< repos.lock exists
  locking::LockState lock;                ///< if has_lock
  std::string lock_of;                    ///< the newest release that was made with this repos.lock
  bool is_configuration_new = false;      ///< repos.yaml changed since the published release was made
};

/// Reads releases/ and .rpmworks/; needs no lock and changes nothing but the cache of facts.
Status status(product::Session& session);

}  // namespace rpmworks::pipeline
