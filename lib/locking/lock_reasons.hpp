// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "lockfile/lockfile.hpp"

namespace rpmworks::locking {

/// A step from a package of the product to a package of an upstream.
struct ReasonStep {
  std::string package;      ///< name, or a rule of repos.yaml: "deps/epel: htop"
  std::string requirement;  ///< what it requires; empty for a rule
  std::string provider;     ///< NEVRA of the package that provides it; for a rule, that it selects
};

/// Why a package of an upstream is in a release.
struct LockReason {
  lockfile::LockedPackage package;
  std::vector<ReasonStep> chain;  ///< empty if the rules of its section select the package
};

/// The reasons for every package of the lock that has this name or NEVRA, in the order of the lock.
std::vector<LockReason> reasons_for(const lockfile::Lock& lock, const std::string& name_or_nevra);

}  // namespace rpmworks::locking
