// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "product/session.hpp"
#include "releases/prune.hpp"

namespace rpmworks::publishing {

/// "90d", "12h" or "8w" as a time; nothing for any other text.
std::optional<std::chrono::seconds> parse_age(const std::string& text);

struct PruneRequest {
  std::optional<unsigned> keep;                    ///< as releases::PruneRules
  std::optional<std::chrono::seconds> older_than;  ///< likewise
  bool dry_run = false;
};

/// The releases that the configuration needs, and why: those of `release.keep`, and those in releases/ that
/// `release.base` or an upstream refers to.
std::map<std::string, std::string> needed_releases(const config::Config& config,
                                                   const store::Workspace& workspace);

struct Pruned {
  releases::PrunePlan plan;
  releases::DiskUsage usage;  ///< of the releases that are removed, before that
};

/// Removes releases: see releases::plan_prune. Warns about names in `release.keep` that are
/// no releases. Throws Error(usage) if the request has no rule. The caller must hold the workspace's lock.
Pruned prune(product::Session& session, const PruneRequest& request);

}  // namespace rpmworks::publishing
