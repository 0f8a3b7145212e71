// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "core/pool.hpp"

using namespace rpmworks;

namespace {

struct Recorder : EventSink {
  std::vector<Event> events;
  void on_event(const Event& event) override { events.push_back(event); }
};

}  // namespace

TEST_CASE("an activity reports its begin, its steps and its end") {
  auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  {
    Activity signing(reporter, "signing", "packages", 2);
    signing.step();
    signing.step();
    signing.result("2 packages");
  }
  REQUIRE(recorder->events.size() == 4);
  CHECK(recorder->events[0].kind == Event::Kind::begin);
  CHECK(recorder->events[2].done == 2);
  CHECK(recorder->events[3].kind == Event::Kind::end);
  CHECK(recorder->events[3].result == "2 packages");
}

TEST_CASE("an activity left by an exception has failed, but not one inside an exception handler") {
  auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  try {
    Activity outer(reporter, "building", "a");
    throw std::runtime_error("x");
  } catch (const std::runtime_error&) {
    const Activity inner(reporter, "cleaning", "a");
  }
  CHECK(recorder->events[1].kind == Event::Kind::fail);
  CHECK(recorder->events.back().kind == Event::Kind::end);
}

TEST_CASE("activities and notes know their enclosing activity") {
  auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  reporter.note("before");
  {
    Activity building(reporter, "building", "packages", 2);
    building.step();
    {
      // An activity of another reporter, or of none, in between is ignored.
      const Activity unheard(Reporter::silent(), "looking", "around");
      const Activity packing(reporter, "packing", "greet");
      reporter.warning("within");
    }
    reporter.note("behind");
  }
  const Activity next(reporter, "signing", "packages");
  const auto& events = recorder->events;
  REQUIRE(events.size() == 9);
  CHECK(events[0].parent == 0);  // before
  const uint64_t building = events[1].id;
  CHECK(events[1].parent == 0);
  CHECK(events[2].parent == 0);  // one of its steps
  CHECK(events[3].verb == "packing");
  CHECK(events[3].parent == building);
  CHECK(events[4].subject == "within");
  CHECK(events[4].parent == events[3].id);
  CHECK(events[5].kind == Event::Kind::end);
  CHECK(events[5].parent == building);
  CHECK(events[6].subject == "behind");
  CHECK(events[6].parent == building);
  CHECK(events[8].verb == "signing");
  CHECK(events[8].parent == 0);
}

TEST_CASE("work of several threads for an activity belongs to it") {
  auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  {
    const Activity making(reporter, "making", "source packages");
    parallel_for(20, 4, [&](size_t) { const Activity packing(reporter, "packing", "greet"); });
    CHECK(Activity::current() == &making);
  }
  CHECK(Activity::current() == nullptr);
  for (const Event& event : recorder->events)
    CHECK(event.parent == (event.verb == "packing" ? recorder->events[0].id : 0));
}

TEST_CASE("a download reports its bytes, but not each of them") {
  auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  {
    Activity fetching(reporter, "fetching", "packages of base", 1);
    fetching.expect_bytes(5000);
    for (uint64_t bytes = 1; bytes <= 5000; ++bytes) fetching.received(bytes);
  }
  const auto& events = recorder->events;
  CHECK(events.size() < 5000);
  CHECK(events.front().bytes == 0);
  CHECK(events.back().kind == Event::Kind::end);
  CHECK(events.back().bytes == 5000);
  CHECK(events.back().total_bytes == 5000);
}
