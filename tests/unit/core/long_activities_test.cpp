// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/long_activities.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace std::chrono_literals;

namespace {

using Kind = Event::Kind;
using Lines = std::vector<std::string>;

/// Events at times that the test sets.
struct Clock {
  RunningActivities running;
  void event(Kind kind, uint64_t id, uint64_t parent, const std::string& subject,
             std::chrono::milliseconds at) {
    running.on_event({.kind = kind, .id = id, .parent = parent, .verb = "packing", .subject = subject},
                     RunningActivities::Time{} + at);
  }
  Lines overdue(std::chrono::milliseconds at) { return running.overdue(RunningActivities::Time{} + at, 1s); }
};

}  // namespace

TEST_CASE("a long activity is reported once, a finished one never") {
  Clock clock;
  clock.event(Kind::begin, 1, 0, "greet", 0ms);
  clock.event(Kind::begin, 2, 0, "short", 100ms);
  clock.event(Kind::end, 2, 0, "short", 900ms);
  CHECK(clock.overdue(999ms).empty());
  CHECK(clock.overdue(1s) == Lines{"packing greet …"});
  CHECK(clock.overdue(5s).empty());
}

TEST_CASE("of nested activities, the innermost is reported") {
  Clock clock;
  clock.event(Kind::begin, 1, 0, "all", 0ms);
  clock.event(Kind::begin, 2, 1, "one", 0ms);
  clock.event(Kind::begin, 3, 1, "two", 500ms);
  CHECK(clock.overdue(1200ms) == Lines{"packing one …"});
  CHECK(clock.overdue(1600ms) == Lines{"packing two …"});
  clock.event(Kind::end, 2, 1, "one", 2s);
  clock.event(Kind::fail, 3, 1, "two", 2s);
  // Between two inner activities, the outer one does not count as silent yet.
  CHECK(clock.overdue(2900ms).empty());
  CHECK(clock.overdue(3s) == Lines{"packing all …"});
}

TEST_CASE("notes and progress are not activities") {
  Clock clock;
  clock.event(Kind::begin, 1, 0, "greet", 0ms);
  clock.event(Kind::progress, 1, 0, "greet", 900ms);
  clock.event(Kind::note, 0, 1, "a note", 900ms);
  CHECK(clock.overdue(1s) == Lines{"packing greet …"});
}
