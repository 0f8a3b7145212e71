// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the packages of the product demand of a selection.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "engine/result.hpp"
#include "layout/targets.hpp"
#include "store/workspace.hpp"

namespace rpmworks::locking {

/// What a selection for a target depends on besides repos.yaml and the upstreams: the names of the product's
/// packages, and what they provide and demand. A new version of the product alone does not need another
/// selection, so their versions are not in it.
struct Demands {
  std::set<std::string> packages;  ///< NAME.ARCH
  std::set<std::string> provided;  ///< names of capabilities
  std::set<std::string> demanded;  ///< capabilities that packages of the product do not provide

  void feed(Digest& digest) const;
  bool operator==(const Demands&) const = default;
};
using DemandsByTarget = std::map<std::string, Demands>;

DemandsByTarget demands_of(const layout::Targets& targets, const std::vector<engine::BuildResult>& builds);

/// Remembers the demands of these targets in the workspace, for `status`. Those of other targets stay.
void remember_demands(const store::Workspace& workspace, const DemandsByTarget& demands);
/// What remember_demands remembered; empty if there is nothing.
DemandsByTarget remembered_demands(const store::Workspace& workspace);

}  // namespace rpmworks::locking
