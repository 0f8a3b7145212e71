// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace rpmworks {

/// Starts a thread that works for the current one: it is under the current thread's Cancellation, and what it
/// reports belongs to the current thread's Activity, which must outlive `work`. `work` lets no exception out.
/// Every thread of lib/ starts here. Throws Error where the system allows no further thread.
std::jthread start_thread(std::function<void()> work);

/// Starts `most` such threads, which share the work. Where the system allows fewer, fewer do it; throws Error
/// where it allows none.
std::vector<std::jthread> start_threads(size_t most, const std::function<void()>& work);

}  // namespace rpmworks
