// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "buildplan/plan.hpp"
#include "buildroot/admission.hpp"
#include "engine/engine.hpp"
#include "schedule/outcome.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::schedule {

/// What builds are made for, and where their things are. All of it must outlive them.
struct Setting {
  const config::Target& target;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
};

struct BuildOptions {
  unsigned jobs = 2;       ///< builds at a time
  bool force = false;      ///< build though nothing changed: those that are wanted
  bool fail_fast = false;  ///< after a failure nothing new begins
  /// Labels of those that are wanted; with them only what they need is built. Empty: all.
  std::vector<std::string> only;
  /// What build-requires those that are wanted, one through another, is wanted too.
  bool dependants = false;
  bool check = false;                ///< each that is wanted is built twice, and compared
  std::vector<std::string> rebuild;  ///< labels of those that are built though nothing changed
  /// With `only`, called with all that are needed before anything is built; what it throws ends the run.
  std::function<void(const buildplan::Needed&)> look_at_needed;
  /// Called for what packages not yet built here provided in a release; adds that of those that are
  /// EarlierNames::unknown.
  std::function<void(const std::vector<srpm::Srpm>&, buildplan::EarlierNames&)> add_released;
  /// Called once, before the first build that has to be done; what it throws ends the run before it.
  std::function<void()> before_first;
  /// What is left on this machine; null: resources_left of the workspace.
  std::function<buildroot::Resources()> resources;
  fs::path program;  ///< rpmworks, which a cluster's jobs run; empty: this program
};

/// Builds all source packages in the order of their BuildRequires, each seeing what it needs of the earlier
/// ones' results, several at a time, the longest chain of waiting builds first; the results in the order of
/// `srpms`, of those that were needed. What was built before of the same inputs is taken from the store.
/// Everything that make_plan finds wrong is thrown before any build starts.
///
/// A build that fails keeps only those from being built that need it. A failure that will meet all others too
/// (trust, a full disk) ends the run, as every failure does with `fail_fast`: no new build starts, those
/// running end. An interrupt is thrown, Error(interrupted). A package that `check` finds not reproducible has
/// failed, Error(gate), and what needs it is built all the same.
///
/// A build sees only those packages of the product that a solver chooses for its BuildRequires. This choice
/// does not depend on which other build happens to have ended: a package that another one is still to make
/// counts as one that will be there.
Outcome build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config, const Setting& setting,
                  const BuildOptions& options);

/// The same with an engine of the caller's choice.
Outcome build_all(const std::vector<srpm::Srpm>& srpms, engine::Engine& engine, const Setting& setting,
                  const BuildOptions& options);

}  // namespace rpmworks::schedule
