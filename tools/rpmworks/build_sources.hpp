// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "release_flow.hpp"

namespace rpmworks::cli {

/// What a command line says is to be built.
struct Wanted {
  std::vector<std::string>
      what;  ///< packages of repos.yaml, or files that end in .src.rpm; none: all packages
  std::string target;
  std::string engine;
  std::string executor;
  std::string changed_since;  ///< a ref; empty: whether changed or not
};

/// What may have to be built, and the labels of what is wanted of it (none: all).
struct Sources {
  engine::Packages packages;
  std::vector<std::string> wanted;
  std::vector<Unmade> unmade;  ///< of the others
  std::vector<schedule::LeftOut> left_out;
};

/// The target to build for, of a repos.yaml that need not be there for files. Throws Error(invalid) for an
/// argument that can be neither.
ChosenTarget target_for(Context& context, const Wanted& wanted);

/// Makes or takes the source packages.
Sources sources_for(Context& context, const Wanted& wanted, const ChosenTarget& chosen);

/// Those that could not be made must not be needed, as far as that can be told: then each draws a warning.
/// Where one of them may be, its error is thrown.
void require_not_needed(Context& context, const Sources& made, const buildplan::NeededPackages& needed,
                        const ChosenTarget& chosen);

/// Of packages that are needed and were not named, no work tree may have changes that would be left out: then
/// Error(invalid).
void require_no_changes_in(const engine::Packages& needed, const std::vector<std::string>& names,
                           const config::Config& config);

}  // namespace rpmworks::cli
