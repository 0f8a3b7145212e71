// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// What a job that ran waited for last, as text: "lib", "a slot, which other occupied (1:02 min)", "other,
/// the last build that might have provided what it needs", "nothing".
std::string wait_reason(const schedule::Timeline& timeline, size_t job);

}  // namespace rpmworks::report
