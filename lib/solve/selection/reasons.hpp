// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: why a package is in a release.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "solve/selection/groups.hpp"

namespace rpmworks::solve {

/// The last step of the shortest chain from a root to a package.
struct Link {
  Id from = 0;                 ///< the package that requires it; 0 for a root
  Id dependency = 0;           ///< what that package requires; 0 if it is not a requirement
  std::string text;            ///< the same in words
  const Root* root = nullptr;  ///< for a root
  int length = 0;              ///< of the chain
};

/// A link for each package of a group that a root leads to.
std::map<Id, Link> links_of(const ReleasePool& pool, const Group& group);

/// The packages from the root to the package that requires `package`; before them the rule that selects the
/// root.
std::vector<std::string> chain_to(const ReleasePool& pool, const std::map<Id, Link>& links, Id package);

/// "app-1-1.noarch requires lib >= 2; lib-2-1.noarch requires z" for the shortest way by requirements from a
/// root to a package, whatever else is installed; empty for the root itself or if there is none.
std::string requirements_between(const ReleasePool& pool, const Root& root, Id package);

}  // namespace rpmworks::solve
