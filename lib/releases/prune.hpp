// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "releases/disk_usage.hpp"
#include "releases/publication.hpp"

namespace rpmworks::releases {

/// Which releases to remove. A release is removed only if every rule that is set removes it.
struct PruneRules {
  std::optional<unsigned> keep;                    ///< remove all but this many of the newest releases
  std::optional<std::chrono::seconds> older_than;  ///< remove what was not published for this long
  std::map<std::string, std::string> needed;       ///< releases that are never removed, and why
};

/// A release in a plan.
struct PruneItem {
  std::string release;
  bool removed = false;
  std::string reason;  ///< why it is removed or kept
};

/// What to remove from releases/.
struct PrunePlan {
  std::vector<PruneItem> items;    ///< every release, sorted as releases()
  std::vector<std::string> files;  ///< keys and .repo files beside the releases that no other release has

  /// What is not known because releases cannot be read, and what is forgotten with the removed ones:
  /// one line each.
  std::vector<std::string> warnings = {};

  std::vector<std::string> removed() const;
};

/// Plans a removal. Never removes the published release, the one before it, releases that clients may still
/// need (see listed_releases; with an additional margin of an hour), and releases of `rules.needed`.
PrunePlan plan_prune(const store::Workspace& workspace, const Publishing& publishing,
                     const PruneRules& rules);

/// The disk usage of the releases that are removed, compared with the others. `jobs`: threads to read them
/// with.
DiskUsage usage_of_removed(const PrunePlan& plan, const store::Workspace& workspace, unsigned jobs);

/// Removes what the plan says: first from the mirror lists, then the releases, each by a rename to a hidden
/// name. A later publication or removal finishes the work of a run that was killed. The caller must hold the
/// workspace's lock.
void prune(const PrunePlan& plan, const store::Workspace& workspace, const Publishing& publishing,
           Reporter& reporter);

}  // namespace rpmworks::releases
