// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace rpmworks;

namespace {

struct Recorder : EventSink {
  std::vector<Event> events;
  void on_event(const Event& event) override { events.push_back(event); }
};

}  // namespace

TEST_CASE("an activity tells of its begin, its steps and its end") {
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

TEST_CASE("an activity left by an exception has failed, and one inside a handler has not") {
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
