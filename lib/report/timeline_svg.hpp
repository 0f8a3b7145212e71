// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// A run of builds as SVG, for embedding or as a file: a lane for each slot of each host, and a bar for each
/// job that ran; the bar's title says what the job waited for. The jobs on the critical path are outlined and
/// connected. The same run gives the same bytes.
std::string timeline_svg(const schedule::Timeline& timeline);

/// What a job that ran waited for last, as text: "lib", "a slot, which other occupied (1:02 min)", "other,
/// the last build that might have provided what it needs", "nothing".
std::string wait_reason(const schedule::Timeline& timeline, size_t job);

}  // namespace rpmworks::report
