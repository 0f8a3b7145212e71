// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"
#include "schedule/outcome.hpp"
#include "schedule/survey.hpp"

namespace rpmworks::pipeline {

/// What to build, and how.
struct BuildRequest {
  /// Packages of repos.yaml, or files that end in .src.rpm; none: all packages.
  std::vector<std::string> what;
  std::string changed_since;         ///< only packages that differ from this ref; empty: all
  std::vector<std::string> rebuild;  ///< labels of packages to build even if nothing has changed
  bool dependants = false;           ///< also the direct and indirect dependants of `what` or changed_since
  bool force = false;                ///< build the requested packages even if nothing has changed
  bool check = false;                ///< build the requested packages twice, and compare the results
  bool fail_fast = false;            ///< start no further build after one has failed
};

/// Throws Error(invalid) if there is no repos.yaml and an argument is not a source package file.
void require_packages(const product::Session& session, const std::vector<std::string>& what);

/// Whether all arguments are source package files, so that no package of the configuration is needed.
bool are_files(const std::vector<std::string>& what);

/// Builds binary packages from source packages: the requested packages and the packages of the product that
/// they need, as schedule::build_all. The outcome includes builds that failed; all other errors are thrown.
/// The caller must hold the lock of the workspace.
schedule::Outcome builds(product::Session& session, const config::Target& target,
                         const BuildRequest& request = {});

/// What a run would build. To make a plan, rpmworks makes source packages but builds nothing.
struct Plan {
  std::string target;
  std::vector<schedule::Forecast> forecasts;  ///< in build order
  std::vector<schedule::LeftOut> left_out;
};

/// What builds() would do with the same request. Throws the errors that builds() would throw before the first
/// build.
Plan build_plan(product::Session& session, const config::Target& target, const BuildRequest& request = {});

/// Why a package would be built: the plan for this package and the packages that it needs.
struct Reasons {
  Plan plan;
  size_t asked = 0;  ///< the index of the package's forecast in plan.forecasts
};
Reasons why(product::Session& session, const config::Target& target, const std::string& package);

}  // namespace rpmworks::pipeline
