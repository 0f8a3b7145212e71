// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/own_umask.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/threads.hpp"

using namespace rpmworks;

namespace {

// "0022"
std::string umask_of_thread(pid_t thread) {
  const std::string status = read_file(fmt::format("/proc/self/task/{}/status", thread));
  return status.substr(status.find("Umask:\t") + 7, 4);
}

}  // namespace

TEST_CASE("with_own_umask affects only threads started inside it") {
  const pid_t outside = ::gettid();
  const std::string before = umask_of_thread(outside);
  REQUIRE(before != "0031");
  with_own_umask([&](const OwnUmask& own) {
    CHECK(umask_of_thread(::gettid()) == before);
    own.set(031);
    CHECK(umask_of_thread(::gettid()) == "0031");
    CHECK(umask_of_thread(outside) == before);
    start_thread([] { CHECK(umask_of_thread(::gettid()) == "0031"); }).join();
    with_own_umask([](const OwnUmask& inner) { inner.set(077); });
    CHECK(umask_of_thread(::gettid()) == "0031");
  });
  CHECK(umask_of_thread(outside) == before);
}

TEST_CASE("exceptions are passed on") {
  CHECK_THROWS_WITH_AS(with_own_umask([](const OwnUmask&) { throw Error(ExitCode::gate, "x"); }), "x", Error);
}
