// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/package.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// Positions of packages that lie in one repository at one ref: what they share is read once.
std::vector<std::vector<size_t>> groups_of(const Packages& packages);
/// The source packages of one such group.
struct MadeGroup {
  std::vector<srpm::Srpm> srpms;
  engine::Packages bootstraps;  ///< the bootstrap build of each; null if it has none
};
MadeGroup make_group(Session& session, const Packages& group, const config::Target& target,
                     const SrpmOptions& options, unsigned threads);
/// What repos.yaml says of how a package is built. Throws Error(invalid) for what the target's rpm cannot do.
const config::Building& building_of(const config::PackageSource& package, const config::Target& target);

}  // namespace rpmworks::product
