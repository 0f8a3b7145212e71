// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/threads.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/events.hpp"
#include "core/pool.hpp"

using namespace rpmworks;

namespace {

// Whether `work` succeeds in a process that cannot start threads.
bool holds_without_threads(bool (*work)()) {
  const pid_t child = ::fork();
  if (child == 0) {
    // The user's process limit does not apply to root; a stack that does not fit into memory applies to
    // everyone.
    const rlimit limit{256UL << 20, 256UL << 20};
    ::setrlimit(RLIMIT_AS, &limit);
    pthread_attr_t huge;
    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, 4UL << 30);
    pthread_setattr_default_np(&huge);
    ::_exit(work() ? 0 : 1);
  }
  int status = -1;
  return ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

TEST_CASE("a thread inherits the Cancellation and the Activity of the thread that starts it") {
  struct Kept : EventSink {
    void on_event(const Event& event) override { events.push_back(event); }
    std::vector<Event> events;
  };
  const auto kept = std::make_shared<Kept>();
  Reporter reporter(kept);
  const Cancellation cancellation;
  const Cancellation::Scope scope(cancellation);
  const Activity building(reporter, "building", "greet");
  start_thread([&] {
    // Nested.
    start_thread([&] {
      reporter.note("hello");
      Cancellation::current()->request();
    }).join();
  }).join();
  CHECK(cancellation.requested());
  CHECK(kept->events.back().parent == kept->events.front().id);
  CHECK(kept->events.front().id != 0);
}

TEST_CASE("threads share the work") {
  std::atomic<int> count{0};
  start_threads(3, [&] { ++count; }).clear();
  CHECK(count == 3);
}

TEST_CASE("a thread limit applies to its scope and to threads started in it") {
  const unsigned processors = thread_limit();
  CHECK(processors >= 1);
  {
    const ThreadLimit most(7);
    {
      const ThreadLimit none(0);
      CHECK(thread_limit() == 1);
    }
    CHECK(thread_limit() == 7);
    start_thread([] { CHECK(thread_limit() == 7); }).join();
  }
  CHECK(thread_limit() == processors);
}

TEST_CASE("the threads of a pool share its limit") {
  const ThreadLimit most(8);
  const auto shares = [](size_t count, unsigned jobs) {
    std::atomic<unsigned> share{0};
    parallel_for(count, jobs, [&](size_t) { share = thread_limit(); });
    return share.load();
  };
  CHECK(shares(1, 8) == 8);
  CHECK(shares(3, 8) == 2);
  CHECK(shares(100, 4) == 2);
  CHECK(shares(100, 100) == 1);
  CHECK(thread_limit() == 8);
}

TEST_CASE("if the system allows no thread, the error says so") {
  CHECK(holds_without_threads([] {
    try {
      start_thread([] {});
    } catch (const Error& error) {
      return std::string(error.what()) == "cannot start another thread: Resource temporarily unavailable" &&
             error.code() == ExitCode::failed && !error.hint().empty();
    }
    return false;
  }));
}

TEST_CASE("if the system allows no thread, a pool works in the current thread") {
  CHECK(holds_without_threads([] {
    int sum = 0;
    parallel_for(10, 4, [&](size_t i) { sum += static_cast<int>(i); });
    return sum == 45;
  }));
}
