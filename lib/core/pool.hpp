// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>

namespace rpmworks {

/// Calls `work(i)` for every i below `count`, in ascending order, at most `jobs` calls at a time. The calls
/// inherit the caller's Activity and Cancellation, and divide the caller's ThreadLimit among them. After the
/// first exception, or after a cancellation, no further call starts; the exception is rethrown when the
/// running calls have ended.
void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& work);

}  // namespace rpmworks
