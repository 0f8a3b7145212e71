// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildplan/plan.hpp"
#include "schedule/build.hpp"

namespace rpmworks::schedule {

/// The packages that a run needs, their plan, and which of them are wanted.
struct Selection {
  engine::Packages needed;
  std::vector<std::string> wanted;  ///< labels; empty: all
  std::vector<std::string> rebuild;
  bool force = false;
  buildplan::Plan plan;  ///< of `needed`

  bool is_wanted(const std::string& label) const;
  /// Whether a package is built even if nothing changed.
  bool is_forced(const std::string& label) const;
};

/// What a plan is made with.
struct PlanInputs {
  const buildplan::Repositories& repositories;
  const std::string& environment;  ///< Engine::environment_sha256
  store::Store& store;             ///< keeps the plan for the next run
};

/// Determines what is to be built. `also` are labels of packages that turned out to be needed in addition to
/// those that `options` name. If the same plan was made before, no metadata is read. Throws as make_plan.
Selection select(const engine::Packages& packages, const PlanInputs& inputs, const BuildOptions& options,
                 Reporter& reporter, const std::vector<std::string>& also = {});

}  // namespace rpmworks::schedule
