// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the advisories of a release that come from commits.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/advisory_trailers.hpp"
#include "compose/compose.hpp"

namespace rpmworks::compose {

/// The advisories from commits that a release has.
struct CommitAdvisories {
  std::vector<CommitAdvisory> made;  ///< from commits that the release before does not have; sorted by id
  /// From commits of earlier releases, with their packages, as the release before has them, by target.
  std::map<std::string, std::vector<repodata::Advisory>> carried;
};

/// Reads them if a section of repos.yaml wants some. The release before is the newest one in releases/ whose
/// name comes before; without one, there are none, because nobody has an older version. Tells the reporter
/// about commits that could not be read. Throws as advisories_in, and Error(invalid) if the release before
/// cannot be read.
CommitAdvisories commit_advisories(const Inputs& inputs, const Environment& environment);

struct SectionPackage {
  rpm::Nevra nevra;
  std::string source_rpm;  ///< file name
};
/// The advisories that list one of the packages of a section for a target: one for each id, sorted by id.
std::vector<repodata::Advisory> advisories_for(const CommitAdvisories& all, const std::string& target,
                                               const std::vector<SectionPackage>& packages);

}  // namespace rpmworks::compose
