// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lockfile/lockfile.hpp"
#include "locking/lock.hpp"

namespace rpmworks::locking {

/// A package that differs between two locks.
struct LockChange {
  std::optional<lockfile::LockedPackage> before;  ///< nothing: added
  std::optional<lockfile::LockedPackage> after;   ///< nothing: removed

  const lockfile::LockedPackage& either() const { return after ? *after : *before; }
};

/// The packages whose version, content, origin or reason differs, in the order of a lock file. Versions of
/// the same package in the same section, target and architecture are one change.
std::vector<LockChange> changes(const std::optional<lockfile::Lock>& before, const lockfile::Lock& after);

/// "deps/epel: foo.noarch 1-1 to 2-1: app requires foo >= 2"
std::string line_of(const LockChange& change);

/// Why a package is in a release: "app requires foo >= 2", "listed in repos.yaml".
std::string reason_of(const lockfile::LockedPackage& package);

/// "foo-2-1.noarch of deps/updates replaces foo-1-1.noarch of centos6-os"
std::string line_of(const solve::Replacement& replacement);

/// Throws Error(gate), with the changes, if the lock in the file is not up to date.
void require_current(const product::Session& session, const LockResult& result);

/// Reports what changed in repos.lock, and which packages replace others.
void report(product::Session& session, const LockResult& result);

}  // namespace rpmworks::locking
