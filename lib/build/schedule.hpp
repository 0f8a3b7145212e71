// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "build/plan.hpp"

namespace rpmworks::build {

/// Calls `work(job)` for every job of a plan, each as soon as those it needs are done, at most `workers` at a
/// time; of several that could start, the one that most others wait for. After the first exception nothing
/// new starts; it is thrown again when what was running has ended.
void run_plan(const Plan& plan, unsigned workers, const std::function<void(size_t)>& work);

}  // namespace rpmworks::build
