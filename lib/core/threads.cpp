// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/threads.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/events.hpp"

namespace rpmworks {

std::jthread start_thread(std::function<void()> work) {
  try {
    return std::jthread(
        [work = std::move(work), cancellation = Cancellation::current(), around = Activity::current()] {
          const Cancellation::Scope scope(cancellation);
          const Activity::Under under(around);
          work();
        });
  } catch (const std::system_error& error) {
    throw Error(ExitCode::failed, fmt::format("cannot start another thread: {}", error.code().message()))
        .hint("give it fewer --jobs, or raise the limit on processes (ulimit -u, or that of the container)");
  }
}

std::vector<std::jthread> start_threads(size_t most, const std::function<void()>& work) {
  std::vector<std::jthread> threads;
  threads.reserve(most);
  try {
    while (threads.size() < most) threads.push_back(start_thread(work));
  } catch (const Error&) {
    if (threads.empty()) throw;
  }
  return threads;
}

}  // namespace rpmworks
