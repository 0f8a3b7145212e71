// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "core/lock.hpp"
#include "store/record_kind.hpp"
#include "store/workspace.hpp"

namespace rpmworks::pipeline {

/// The kinds of records of all modules.
store::Kinds all_record_kinds();

/// The shortest time for prune_store: a store notes only once a day that a record was used.
constexpr std::chrono::hours k_shortest_unused{48};

struct PruneStoreRequest {
  std::chrono::seconds unused_for{};  ///< at least k_shortest_unused
  bool dry_run = false;
  FileLock::OnWait on_wait = {};  ///< as for FileLock::take
};

/// What is removed from a store.
struct PrunedStore {
  /// Files that are removed for one reason.
  struct Group {
    std::string kind;  ///< of records: "srpm"; empty: of the files that records refer to
    std::string reason;
    size_t count = 0;
    uint64_t bytes = 0;
  };
  std::vector<Group> groups;  ///< sorted by kind and reason
  uint64_t bytes = 0;         ///< of all groups
};

/// Removes from the workspace's store the results that no run has used for that long, of any workspace that
/// uses the store, and the files that no remaining result refers to. Everything that it removes can be made
/// again. Keeps signatures, because a key may sign differently each time; files that were put into the store
/// more recently; and files that a release links to, because removing them would free no space.
///
/// No other process uses the store meanwhile: throws Error(locked) or waits, as store::plan_removal. The
/// caller must have no store::Store for it.
PrunedStore prune_store(const store::Workspace& workspace, const PruneStoreRequest& request);

}  // namespace rpmworks::pipeline
