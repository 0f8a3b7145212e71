// SPDX-License-Identifier: GPL-3.0-or-later
// Packages for builds: the source packages, their build settings, and their bootstrap builds.
#pragma once

#include "engine/package.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// Srpms with the additional data for builds.
struct MadePackages {
  engine::Packages made;
  std::vector<Unmade> unmade;  ///< with keep_going
  std::vector<Specless> specless;
};

/// Makes the source packages of packages of repos.yaml as srpms() does, and their bootstrap builds.
MadePackages packages(Session& session, const Packages& packages, const config::Target& target,
                      const SrpmOptions& options = {});

}  // namespace rpmworks::product
