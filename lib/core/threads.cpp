// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/threads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/error.hpp"
#include "core/events.hpp"

namespace rpmworks {

namespace {

thread_local unsigned t_limit = 0;  // 0: no limit

}  // namespace

unsigned thread_limit() {
  return t_limit ? t_limit : std::max(1U, std::thread::hardware_concurrency());
}

ThreadLimit::ThreadLimit(unsigned most) : m_before(std::exchange(t_limit, std::max(1U, most))) {}

ThreadLimit::~ThreadLimit() {
  t_limit = m_before;
}

std::jthread start_thread(std::function<void()> work) {
  try {
    return std::jthread([work = std::move(work), cancellation = Cancellation::current(),
                         limit = thread_limit(), around = Activity::current()] {
      const Cancellation::Scope scope(cancellation);
      const ThreadLimit within(limit);
      const Activity::Under under(around);
      work();
    });
  } catch (const std::system_error& error) {
    throw Error(ExitCode::failed, fmt::format("cannot start another thread: {}", error.code().message()))
        .hint(k_no_more_processes);
  }
}

std::jthread beside(std::function<void()> work) {
  if (thread_limit() > 1) return start_thread(std::move(work));
  work();
  return {};
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
