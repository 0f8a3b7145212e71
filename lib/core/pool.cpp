// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pool.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/cancel.hpp"
#include "core/events.hpp"

namespace rpmworks {

void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next{0};
  std::atomic<bool> stop{false};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const Activity* const around = Activity::current();

  auto drain = [&] {
    const Activity::Under under(around);
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

  const size_t helpers = std::min<size_t>(jobs ? jobs : 1, count);
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < helpers; ++i) threads.emplace_back(drain);
  drain();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace rpmworks
