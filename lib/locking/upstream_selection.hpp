// SPDX-License-Identifier: GPL-3.0-or-later
// Selects the packages of upstreams, and writes the choice as a lock.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "locking/upstream_metadata.hpp"
#include "product/session.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::locking {

/// How a new selection relates to the lock before it.
struct Wishes {
  const lockfile::Lock* earlier = nullptr;  ///< its packages stay if they can; null: none
  std::set<std::string> update;             ///< names of source packages to take in their newest version
  std::vector<rpm::Nevra> precise;          ///< versions to keep instead of those in `earlier`
  bool pin_precise = false;  ///< they are rules, so that a failure explains why they cannot be taken
};

/// The contents of a release that the selection is for.
struct Contents {
  const layout::Targets& targets;
  const std::vector<engine::BuildResult>& builds;
};

/// A selection as a lock, without `inputs`.
struct Selected {
  lockfile::Lock lock;
  std::vector<solve::Replacement> replacements;
};

/// The selector for one of the targets.
solve::Selector selector_for(const product::Session& session, const config::Target& target,
                             const Contents& contents, const MetadataByName& metadata, const Wishes& wishes);

/// The error for a release of which packages cannot be installed.
Error unsolvable(const config::Config& config, const config::Target& target,
                 const std::vector<solve::Problem>& problems);

/// Selects packages for all targets. Throws Error(gate) with explanations if something in the release could
/// not be installed, and as solve::Selector::select.
Selected select_packages(product::Session& session, const Contents& contents, const MetadataByName& metadata,
                         const Wishes& wishes);

/// Adds the upstreams with this metadata, and the keys that they trust, to a lock.
void add_upstreams(const config::Config& config, const Contents& contents, const MetadataByName& metadata,
                   lockfile::Lock& lock);

/// Fetches packages of an upstream that have no digest, because its metadata has only SHA-1, and adds the
/// SHA-256 of their files. `without` has their places, keyed by UPSTREAM/LOCATION.
void add_digests(product::Session& session, const std::string& upstream,
                 std::vector<lockfile::LockedPackage>& packages,
                 const std::map<std::string, upstream::Location>& without);

}  // namespace rpmworks::locking
