// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace rpmworks {

/// The number of threads that a step of the current thread may use: its ThreadLimit, or the number of
/// processors if it has none.
unsigned thread_limit();

/// Limits the current thread's work during the lifetime of this object. Threads that start_thread starts
/// inherit the limit; parallel_for divides it among its threads.
class ThreadLimit {
 public:
  explicit ThreadLimit(unsigned most);  ///< 0 counts as 1
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  unsigned m_before;
};

/// Starts a thread that inherits the current thread's Cancellation, ThreadLimit and Activity. The Activity
/// must outlive `work`, and `work` must not throw. Every thread of lib/ starts here. Throws Error if the
/// system allows no further thread.
std::jthread start_thread(std::function<void()> work);

/// Runs `work`, which must not throw, in such a thread if the current thread may use two, else now.
std::jthread beside(std::function<void()> work);

/// Starts up to `most` such threads, which all run `work`. If the system allows fewer threads, starts fewer;
/// throws Error if it allows none.
std::vector<std::jthread> start_threads(size_t most, const std::function<void()>& work);

}  // namespace rpmworks
