// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include "schedule/jobs.hpp"
#include "schedule/outcome.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::schedule {

/// The outcome of jobs of which no more will run. The results are in the order of `packages`. `elapsed` is
/// how long each job ran, zero if it never started. `timeline` has the times of the jobs; their names and
/// states are filled in.
Outcome outcome_of(Jobs&& jobs, const std::vector<std::chrono::nanoseconds>& elapsed, Timeline timeline,
                   const engine::Packages& packages);

}  // namespace rpmworks::schedule
