// SPDX-License-Identifier: GPL-3.0-or-later
// repos.lock of a product: the packages of upstreams that its releases contain.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "product/session.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::locking {

/// The path of repos.lock, beside repos.yaml.
fs::path lock_file(const product::Session& session);

/// Reads repos.lock; nothing if it does not exist. Throws as lockfile::parse, and Error(invalid) if somebody
/// edited the file or merged it line by line, unless `accept_altered`.
std::optional<lockfile::Lock> read_lock(const product::Session& session, bool accept_altered = false);

/// What a run wants of repos.lock.
struct LockRequest {
  bool write = true;                ///< write the file if its text would differ
  bool accept_altered = false;      ///< select again if somebody edited the file; else that is an error
  bool update_all = false;          ///< take the newest versions that the rules allow
  std::set<std::string> update;     ///< take those of these source packages, given by their names
  std::vector<rpm::Nevra> precise;  ///< take these versions of packages that the lock has
  fs::path import;  ///< a lock of another program, whose versions are kept instead of those of repos.lock

  bool asks_for_updates() const {
    return update_all || !update.empty() || !precise.empty() || !import.empty();
  }
};

/// A lock that is up to date, and what had to be changed for that.
struct LockResult {
  lockfile::Lock lock;
  std::optional<lockfile::Lock> before;  ///< the lock in the file; nothing if there was none
  /// `before` is missing, was merged or edited, or has other packages, keys or upstreams.
  bool differs = false;
  bool written = false;  ///< to the file
  /// Packages of the release that replace others. Empty if no selection was made.
  std::vector<solve::Replacement> replacements;
};

/// Makes a lock for the packages of `builds`, for these targets; the packages of other targets of the release
/// stay in it. If the lock in the file was made from the same inputs, reads no
/// metadata. Else selects again from the metadata of the lock, if the store still has it; and if that gives
/// other packages, from the metadata that the upstreams have now, keeping the versions of the lock as far as
/// possible.
///
/// Throws as read_lock; Error(invalid) if the targets have no section `from: upstream` and there is no lock;
/// Error(gate) with explanations if something in the release could not be installed; Error(upstream) and
/// Error(trust) as upstream::Repository::open, and for metadata older than that of the lock; Error(invalid)
/// for an update of something that is not in the lock.
LockResult make_lock(product::Session& session, const layout::Targets& targets,
                     const std::vector<engine::BuildResult>& builds, const LockRequest& request = {});

/// Whether two locks have the same packages, keys and upstreams. The states of the upstreams may differ.
bool is_same_content(const lockfile::Lock& one, const lockfile::Lock& other);

}  // namespace rpmworks::locking
