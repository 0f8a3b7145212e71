// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace rpmworks {

/// How many threads the current thread's work may use at a time, for a step that is worth it: what its
/// ThreadLimit says; one a processor where it is under none.
unsigned thread_limit();

/// Holds for the current thread until the end of its life. Threads that start_thread starts are under it too;
/// parallel_for divides it among its threads.
class ThreadLimit {
 public:
  explicit ThreadLimit(unsigned most);  ///< 0 is 1
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  unsigned m_before;
};

/// Starts a thread that works for the current one: it is under the current thread's Cancellation and
/// ThreadLimit, and what it reports belongs to the current thread's Activity, which must outlive `work`.
/// `work` lets no exception out. Every thread of lib/ starts here. Throws Error where the system allows no
/// further thread.
std::jthread start_thread(std::function<void()> work);

/// Starts `most` such threads, which share the work. Where the system allows fewer, fewer do it; throws Error
/// where it allows none.
std::vector<std::jthread> start_threads(size_t most, const std::function<void()>& work);

}  // namespace rpmworks
