// SPDX-License-Identifier: GPL-3.0-or-later
// The source packages of builds.
#pragma once

#include <string>
#include <vector>

#include "buildplan/needed.hpp"
#include "engine/package.hpp"
#include "product/builds.hpp"
#include "product/srpms.hpp"

namespace rpmworks::product {

/// What may have to be built, and the labels of what is wanted of it (none: all).
struct Sources {
  engine::Packages packages;
  std::vector<std::string> wanted;
  std::vector<Unmade> unmade;  ///< of the others
  std::vector<schedule::LeftOut> left_out;
};

/// Makes or takes the source packages of what a request names.
Sources sources_for(Session& session, const config::Target& target, const BuildRequest& request);

/// Those that could not be made must not be needed, as far as that can be told: then each draws a warning.
/// Where one of them may be, its error is thrown.
void require_not_needed(Session& session, const Sources& made, const buildplan::NeededPackages& needed,
                        const config::Target& target);

/// Of packages that are needed and were not named, no work tree may have changes that would be left out: then
/// Error(invalid).
void require_no_changes_in(const engine::Packages& needed, const std::vector<std::string>& names,
                           const config::Config& config);

/// Adds submodules without a spec to the packages that are left out.
void add_specless(std::vector<schedule::LeftOut>& left_out, const std::vector<Specless>& specless);

/// Removes packages that are not made for the target's architecture, with a warning each; packages in
/// `named` stay.
std::vector<schedule::LeftOut> leave_out_other_arches(Session& session, engine::Packages& packages,
                                                      const config::Target& target,
                                                      const std::vector<std::string>& named);

}  // namespace rpmworks::product
