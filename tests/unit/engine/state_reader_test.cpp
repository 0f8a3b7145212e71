// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/state_reader.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::engine;
using namespace std::chrono_literals;

TEST_CASE("phases are open until they end, and have the time in between") {
  BuildState state;
  CHECK(state.line("2026-12-31 23:59:59,000 - Start: run"));
  CHECK(state.line("2026-12-31 23:59:59,500 - Start: rpmbuild x.src.rpm"));
  CHECK(state.open() == std::vector<std::string>{"run", "rpmbuild x.src.rpm"});
  CHECK(state.line("2027-01-01 00:00:01,750 - Finish: rpmbuild x.src.rpm"));
  REQUIRE(state.ended().size() == 1);
  CHECK(state.ended()[0].name == "rpmbuild x.src.rpm");
  CHECK(state.ended()[0].depth == 1);
  CHECK(state.ended()[0].time == 2250ms);
  CHECK_FALSE(state.finished());
  CHECK(state.line("2027-01-01 00:00:02,000 - Finish: run"));
  CHECK(state.finished());
  CHECK(state.open().empty());
}

TEST_CASE("mock opens the log after its run has started") {
  BuildState state;
  CHECK_FALSE(state.line("2026-11-25 14:09:21,313 - Mock Version: 6.7"));
  CHECK(state.open() == std::vector<std::string>{"run"});
  CHECK(state.line("2026-11-25 14:09:21,318 - Start: chroot init"));
  CHECK(state.line("2026-11-25 14:09:22,318 - Finish: chroot init"));
  CHECK(state.ended()[0].depth == 1);
  CHECK_FALSE(state.finished());
  CHECK(state.line("2026-11-25 14:10:09,947 - Finish: run"));
  CHECK(state.finished());
  CHECK(state.ended()[1].name == "run");
  CHECK(state.ended()[1].time == 48634ms);
}

TEST_CASE("the failed phase is found although mock reports it as finished") {
  BuildState state;
  const auto lines = [&](std::initializer_list<const char*> texts) {
    for (const char* const text : texts) state.line(std::string("2026-11-25 14:18:06,715 - ") + text);
  };
  lines({"Mock Version: 6.7", "Start: chroot init", "Finish: chroot init", "Start: build phase for x",
         "Start: build setup for x", "Finish: build setup for x", "Start: rpmbuild x",
         "Start: Outputting list of installed packages", "Finish: Outputting list of installed packages",
         "Finish: rpmbuild x", "Finish: build phase for x", "Start: clean chroot", "Finish: clean chroot"});
  CHECK(state.failed_in() == std::vector<std::string>{"run", "rpmbuild x"});
}

TEST_CASE("a phase that mock never reports as finished is the failed one") {
  BuildState state;
  for (const char* const text : {"Mock Version: 6.7", "Start: chroot init", "Start: dnf install",
                                 "Start: clean chroot", "Finish: clean chroot"})
    state.line(std::string("2026-11-25 14:18:06,715 - ") + text);
  CHECK(state.failed_in() == std::vector<std::string>{"run", "chroot init", "dnf install"});
}

TEST_CASE("the bootstrap root has its own phases") {
  BuildState state;
  CHECK(state.line("2026-01-05 13:40:37,074 - Start(bootstrap): run"));
  CHECK(state.line("2026-01-05 13:40:38,074 - Finish(bootstrap): run"));
  CHECK_FALSE(state.finished());
  CHECK(state.ended()[0].name == "run (bootstrap)");
}

TEST_CASE("other lines in state.log are skipped") {
  BuildState state;
  for (const char* line : {"", "x", "2026-01-05 13:40:37,074", "2026-01-05 13:40:37,074 - Start",
                           "2026-13-05 13:40:37,074 - Start: x", "2026-01-05 13:40:3x,074 - Start: x",
                           "2026-01-05 13:40:37,074 - Finish: never began",
                           "2026-01-05 13:40:37.074 - Start: x", "2026-01-05 13:40:37,074 - Began: x"})
    CHECK_FALSE(state.line(line));
  CHECK(state.open() == std::vector<std::string>{"run"});
  CHECK(state.ended().empty());
}
