// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/mock_state.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::build;
using namespace std::chrono_literals;

TEST_CASE("phases are open until they end, and take the time between") {
  MockState state;
  CHECK_FALSE(state.line("2026-12-31 23:59:58,900 - Mock Version: 6.7"));
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

TEST_CASE("the bootstrap root's phases are others") {
  MockState state;
  CHECK(state.line("2026-01-05 13:40:37,074 - Start(bootstrap): run"));
  CHECK(state.line("2026-01-05 13:40:38,074 - Finish(bootstrap): run"));
  CHECK_FALSE(state.finished());
  CHECK(state.ended()[0].name == "run (bootstrap)");
}

TEST_CASE("what is no line of state.log is passed over") {
  MockState state;
  for (const char* line : {"", "x", "2026-01-05 13:40:37,074", "2026-01-05 13:40:37,074 - Start",
                           "2026-13-05 13:40:37,074 - Start: x", "2026-01-05 13:40:3x,074 - Start: x",
                           "2026-01-05 13:40:37,074 - Finish: never began",
                           "2026-01-05 13:40:37.074 - Start: x", "2026-01-05 13:40:37,074 - Began: x"})
    CHECK_FALSE(state.line(line));
  CHECK(state.open().empty());
  CHECK(state.ended().empty());
}
