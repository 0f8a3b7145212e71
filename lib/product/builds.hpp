// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"
#include "schedule/outcome.hpp"
#include "schedule/survey.hpp"

namespace rpmworks::product {

/// What is to be built, and how.
struct BuildRequest {
  /// Packages of repos.yaml, or files that end in .src.rpm; none: all packages.
  std::vector<std::string> what;
  std::string changed_since;         ///< only packages that differ from this ref; empty: changed or not
  std::vector<std::string> rebuild;  ///< labels of packages that are built though nothing has changed
  bool dependants = false;  ///< of `what` or changed_since: their direct and indirect dependants, too
  bool force = false;       ///< all that is asked for is built though nothing has changed
  bool check = false;       ///< all that is asked for is built twice, and compared
  bool fail_fast = false;   ///< after a failed build nothing new begins
};

/// Throws Error(invalid) for an argument that can be neither package nor file, as there is no repos.yaml.
void require_packages(const Session& session, const std::vector<std::string>& what);

/// Whether these are files alone, for which a configuration need not know any package.
bool are_files(const std::vector<std::string>& what);

/// Source packages → binary packages: all that is asked for and what that needs of the product, as
/// schedule::build_all. Builds that fail are in the outcome; anything else that is wrong is thrown. The
/// caller holds the lock of the workspace.
schedule::Outcome builds(Session& session, const config::Target& target, const BuildRequest& request = {});

/// What a run would build. Nothing was built for it, yet its source packages were made.
struct Plan {
  std::vector<schedule::Forecast> forecasts;  ///< in the order of building
  std::vector<schedule::LeftOut> left_out;
};

/// What builds() would do with the same request; throws what that would throw before the first build.
Plan build_plan(Session& session, const config::Target& target, const BuildRequest& request = {});

/// A package alone, with what it needs: what has changed since it was built.
struct Reasons {
  Plan plan;
  size_t asked = 0;  ///< the forecast of the package
};
Reasons why(Session& session, const config::Target& target, const std::string& package);

}  // namespace rpmworks::product
