// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "schedule/outcome.hpp"

namespace rpmworks::schedule {

/// The outcome of the builds for one target.
struct TargetOutcome {
  std::string target;
  Outcome outcome;
};

/// Combines the outcomes of builds for several targets, which ran one after another in this order, into one.
/// Everything in it names its target, also the jobs of the timeline: "greet for el6". The outcome of a single
/// target is returned as it is.
Outcome joined(std::vector<TargetOutcome> outcomes);

}  // namespace rpmworks::schedule
