// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pool.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/threads.hpp"

namespace rpmworks {

void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  std::atomic<bool> stop{false};
  std::exception_ptr failure;
  std::mutex failure_mutex;

  const size_t helpers = std::min<size_t>(jobs ? jobs : 1, count);
  const unsigned share = thread_limit() / static_cast<unsigned>(std::max<size_t>(1, helpers));

  auto drain = [&] {
    const ThreadLimit within(share);
    while (!stop) {
      const size_t index = next++;
      if (index >= count) return;
      try {
        throw_if_cancelled();
        work(index);
      } catch (...) {
        const std::lock_guard guard(failure_mutex);
        if (!failure) failure = std::current_exception();
        stop = true;
      }
    }
  };

  std::vector<std::jthread> threads;
  try {
    if (helpers > 1) threads = start_threads(helpers - 1, drain);
  } catch (const Error&) {
    // If the system allows no further thread, the current thread does all the work.
  }
  drain();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace rpmworks
