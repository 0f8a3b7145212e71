// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "build/engine.hpp"
#include "build/plan.hpp"
#include "build/result.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::build {

struct BuildOptions {
  unsigned jobs = 2;   ///< builds at a time
  bool force = false;  ///< build though nothing changed
  /// Labels of those that are wanted; with them only what they need is built, and `force` is for them alone.
  /// Empty: all.
  std::vector<std::string> only;
  /// With `only`, called with all that are needed before anything is built; what it throws ends the run.
  std::function<void(const std::vector<srpm::Srpm>&)> look_at_needed;
  /// Called once, before the first build that has to be done; what it throws ends the run before it.
  std::function<void()> before_first;
};

/// Builds all source packages in the order of their BuildRequires, each seeing what it needs of the earlier
/// ones' results, several at a time; the results in the order of `srpms`, of those that were needed. What was
/// built before of the same inputs is taken from the store. Everything that make_plan finds wrong is thrown
/// before any build starts. After the first failure no new build starts, those running end, and the failure
/// is thrown.
///
/// A build sees only those packages of the product that a solver chooses for its BuildRequires. This choice
/// does not depend on which other build happens to have ended: a package that another one is still to make
/// counts as one that will be there.
std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter);

/// The same with an engine of the caller's choice.
std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, Engine& engine,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter);

}  // namespace rpmworks::build
