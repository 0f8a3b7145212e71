// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/package.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// Groups packages by repository and ref, so that shared data is read once. Returns positions in `packages`.
std::vector<std::vector<size_t>> groups_of(const Packages& packages);
/// The source packages of one group.
struct MadeGroup {
  std::vector<srpm::Srpm> srpms;
  engine::Packages bootstraps;  ///< the bootstrap build of each; null if it has none
};
MadeGroup make_group(Session& session, const Packages& group, const config::Target& target,
                     const SrpmOptions& options, unsigned threads);
/// The build settings of a package in repos.yaml. Throws Error(invalid) if the target's rpm does not support
/// them.
const config::Building& building_of(const config::PackageSource& package, const config::Target& target);

}  // namespace rpmworks::product
