// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// A run of builds as an SVG, to stand in a page or alone: a lane for each slot of each host, a bar for each
/// job that ran, with what it waited for in its title; the jobs that the run's time is due to are outlined
/// and connected. The same run gives the same bytes.
std::string timeline_svg(const schedule::Timeline& timeline);

/// What a job that ran waited for last, in words: "lib", "a slot, which other had", "other, the last that
/// might have made what it needs", "nothing".
std::string waited_text(const schedule::Timeline& timeline, size_t job);

}  // namespace rpmworks::report
