// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include "schedule/jobs.hpp"
#include "schedule/outcome.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::schedule {

/// What came of jobs of which no more will run; their results are moved out of them, in the order of `srpms`.
/// `elapsed` is how long each job ran, zero for one that did not begin; `record` when each did, and has its
/// names and states filled in.
Outcome outcome_of(Jobs& jobs, const std::vector<std::chrono::nanoseconds>& elapsed, Timeline record,
                   const std::vector<srpm::Srpm>& srpms);

}  // namespace rpmworks::schedule
