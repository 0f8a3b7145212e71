// SPDX-License-Identifier: GPL-3.0-or-later
// The source packages of builds.
#pragma once

#include <string>
#include <vector>

#include "buildplan/needed.hpp"
#include "engine/package.hpp"
#include "pipeline/builds.hpp"
#include "product/srpms.hpp"

namespace rpmworks::pipeline {

/// The source packages that a run may build, and the labels of the requested packages (none: all).
struct Sources {
  engine::Packages packages;
  std::vector<std::string> wanted;
  std::vector<product::Unmade> unmade;  ///< packages that were not requested and cannot be made
  std::vector<schedule::LeftOut> left_out;
};

/// Makes the source packages that a request needs, or takes the files that it names.
Sources sources_for(product::Session& session, const config::Target& target, const BuildRequest& request);

/// Checks that no needed package build-requires a package that could not be made. If one may, throws the
/// error of the package that could not be made. Otherwise warns about each package that could not be made.
void require_not_needed(product::Session& session, const Sources& made,
                        const buildplan::NeededPackages& needed, const config::Target& target);

/// Throws Error(invalid) if a package that is needed but not in `names` has uncommitted changes in its work
/// tree, because the build would not include them.
void require_no_changes_in(const engine::Packages& needed, const std::vector<std::string>& names,
                           const config::Config& config);

/// Adds submodules without a spec to the skipped packages.
void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<product::Specless>& specless);

/// Removes packages that are not for the target's architecture and warns about each. Packages in `named`
/// stay.
std::vector<schedule::LeftOut> leave_out_other_arches(product::Session& session, engine::Packages& packages,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named);

}  // namespace rpmworks::pipeline
