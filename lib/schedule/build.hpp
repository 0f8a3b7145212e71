// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "buildplan/needed.hpp"
#include "buildplan/plan.hpp"
#include "buildroot/admission.hpp"
#include "engine/setup.hpp"
#include "schedule/outcome.hpp"
#include "schedule/setup.hpp"

namespace rpmworks::schedule {

struct BuildOptions {
  unsigned jobs = 2;       ///< parallel builds
  bool force = false;      ///< build the wanted packages even if nothing changed
  bool fail_fast = false;  ///< start no further build after a failure
  /// Labels of the wanted packages: only they and what they need are built. Empty: all packages.
  std::vector<std::string> only;
  /// The direct and indirect dependants of the wanted packages are wanted too.
  bool dependants = false;
  bool check = false;                ///< build each wanted package twice, and compare
  std::vector<std::string> rebuild;  ///< labels of packages to build even if nothing changed
  /// With `only`, called with all needed packages before anything is built. What it throws ends the run.
  std::function<void(const buildplan::NeededPackages&)> look_at_needed;
  /// Called to add what packages provided in a release, for the packages that were never built in this
  /// workspace (EarlierProviders::unknown).
  std::function<void(const engine::Packages&, buildplan::EarlierProviders&)> add_released;
  /// Called once, before the first build that is not taken from the store. What it throws ends the run.
  std::function<void()> before_first;
  /// What is left on this machine; null: resources_left of the workspace.
  std::function<buildroot::Resources()> resources;
  fs::path program;  ///< rpmworks, which the jobs of a cluster run; empty for this program
};

/// Builds all packages in the order of their BuildRequires, several at a time, the longest chain of waiting
/// builds first. Each build sees what it needs of the earlier results. Results are in the order of
/// `packages`, for those that were needed. A result of the same inputs is taken from the store. Everything
/// that make_plan finds wrong is thrown before any build starts.
///
/// A failed build blocks only the builds that need it. A failure that every other build would meet too
/// (trust, a full disk) ends the run, and so does any failure with `fail_fast`: no new build starts, and the
/// running ones end. An interrupt is thrown as Error(interrupted). If `check` finds that a package is not
/// reproducible, the package has failed with Error(gate), but its dependants are built.
///
/// A build sees only those packages of the product that a solver chooses for its BuildRequires. The choice
/// does not depend on which other builds happen to be finished: it includes packages that are still to be
/// built.
Outcome build_all(const engine::Packages& packages, const engine::Setup& setup, const config::Target& target,
                  const BuildOptions& options, Reporter& reporter);

/// The same with a given engine.
Outcome build_all(const engine::Packages& packages, const Setup& setup, const BuildOptions& options,
                  Reporter& reporter);

}  // namespace rpmworks::schedule
