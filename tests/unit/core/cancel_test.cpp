// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cancel.hpp"

#include <doctest/doctest.h>
#include <poll.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "core/error.hpp"
#include "core/pool.hpp"

using namespace rpmworks;

namespace {

bool is_readable(int fd) {
  pollfd polled{fd, POLLIN, 0};
  return ::poll(&polled, 1, 0) == 1 && (polled.revents & POLLIN);
}

const Cancellation* g_of_handler = nullptr;

}  // namespace

TEST_CASE("a thread without a Cancellation is never cancelled") {
  const Cancellation one;
  one.request();
  CHECK_FALSE(Cancellation::current());
  CHECK_FALSE(cancelled());
  CHECK_NOTHROW(throw_if_cancelled());
  CHECK(cancel_fd() == -1);
}

TEST_CASE("copies share a request, and every reader sees it") {
  const Cancellation one;
  const Cancellation copy = one;  // NOLINT(performance-unnecessary-copy-initialization)
  CHECK_FALSE(is_readable(one.descriptor()));
  copy.request();
  copy.request();
  CHECK(one.requested());
  CHECK(is_readable(one.descriptor()));
  CHECK(is_readable(one.descriptor()));
}

TEST_CASE("two Cancellations in one process are independent") {
  const Cancellation one;
  const Cancellation other;
  one.request();
  const Cancellation::Scope scope(other);
  CHECK_FALSE(cancelled());
  CHECK_FALSE(is_readable(cancel_fd()));
  {
    const Cancellation::Scope inner(one);
    CHECK(cancelled());
    CHECK(is_readable(cancel_fd()));
    CHECK_THROWS_AS(throw_if_cancelled(), Error);
    const Cancellation::Scope none(std::nullopt);
    CHECK_FALSE(cancelled());
  }
  CHECK_FALSE(cancelled());
  std::thread([] { CHECK_FALSE(Cancellation::current()); }).join();
}

TEST_CASE("a scope keeps the Cancellation it was created with") {
  auto made = std::make_optional<Cancellation>();
  const Cancellation::Scope scope(made);
  const int descriptor = made->descriptor();
  made.reset();
  CHECK(cancel_fd() == descriptor);
  Cancellation::current()->request();
  CHECK(cancelled());
}

TEST_CASE("a cancellation reaches only the pools of its own threads") {
  std::atomic<int> began{0};
  const auto pool = [&](const Cancellation& cancellation, bool requests) {
    const Cancellation::Scope scope(cancellation);
    parallel_for(1000, 4, [&](size_t) {
      ++began;
      if (requests) Cancellation::current()->request();
    });
  };
  const Cancellation one;
  CHECK_THROWS_AS(pool(one, true), Error);
  CHECK(began <= 4);
  began = 0;
  pool(Cancellation(), false);
  CHECK(began == 1000);
}

TEST_CASE("a signal handler may request it, and leaves errno unchanged") {
  const Cancellation one;
  g_of_handler = &one;
  const auto before = std::signal(SIGUSR1, [](int) { g_of_handler->request(); });
  errno = ENOTTY;
  std::raise(SIGUSR1);
  CHECK(errno == ENOTTY);
  std::signal(SIGUSR1, before);
  CHECK(one.requested());
}
