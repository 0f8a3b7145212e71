// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace rpmworks {

/// Calls `work(i)` for every i below `count`, at most `jobs` at a time, in the order of i as places get free.
/// What `work` reports belongs to the activity that the caller is in, and the caller's Cancellation holds for
/// it, as its share of the caller's ThreadLimit does. The first exception ends the handing out, and is thrown
/// again once what was begun has ended; a cancel ends it likewise.
void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& work);

}  // namespace rpmworks
