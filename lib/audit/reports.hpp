// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/query.hpp"

namespace rpmworks::audit {

/// A package in some places.
struct Listed {
  PackageFacts package;
  std::vector<Holder> holders;
  std::string newest = {};  ///< for outdated packages: the EVR that the upstream has
};

/// The binary packages whose source package is not in the same place. Of a release that completes another one
/// (a delta), the other one counts too, if it is among the places.
std::vector<Listed> without_source(const Index& index);

/// The newest version of each package of an upstream, by its name and architecture.
using NewestVersions = std::map<std::pair<std::string, std::string>, rpm::Evr>;
/// The packages taken from upstreams that have a newer version there. `upstreams`: by name.
std::vector<Listed> outdated(const Index& index, const std::map<std::string, NewestVersions>& upstreams);

}  // namespace rpmworks::audit
