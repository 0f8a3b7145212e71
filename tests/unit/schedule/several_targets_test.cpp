// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/several_targets.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::schedule;
using State = JobRun::State;

namespace {

TargetOutcome outcome_for(const std::string& target, int64_t began) {
  TargetOutcome one{.target = target, .outcome = {}};
  one.outcome.results.push_back({.name = "lib", .target = target});
  one.outcome.failed.push_back(
      {.name = "bad", .nevra = "bad-1-1.src", .error = Error(ExitCode::build, "building bad failed")});
  one.outcome.not_built.push_back({.name = "app", .nevra = "app-1-1.src", .waits_for = {"bad"}});
  one.outcome.left_out.push_back({"old", "old-1-1.src", "not for this architecture"});
  one.outcome.timeline = {.target = target, .engine = "builtin", .began = began, .seconds = 10};
  one.outcome.timeline.jobs = {
      {.name = "lib", .nevra = "lib-1-1.src", .state = State::built, .begin = 1, .end = 4},
      {.name = "bad", .nevra = "bad-1-1.src", .state = State::failed, .begin = 4, .end = 10, .needs = {0}},
      {.name = "app", .nevra = "app-1-1.src", .needs = {1}}};
  return one;
}

}  // namespace

TEST_CASE("the outcomes of several targets are joined, and everything names its target") {
  const Outcome all = joined({outcome_for("el6", 1700000000), outcome_for("el9", 1700000012)});
  CHECK(all.targets == std::vector<std::string>{"el6", "el9"});
  CHECK(all.results.size() == 2);
  CHECK(all.failed[0].label() == "bad for el6");
  CHECK(all.failed[1].target == "el9");
  CHECK(all.not_built[1].label() == "app for el9");
  CHECK(all.left_out[1].target == "el9");
  const Error error = all.error();
  CHECK(std::string(error.what()) == "2 builds failed: bad for el6, bad for el9");
  CHECK(error.notes().back() == "app for el9 was not built: it needs bad, which failed");
}

TEST_CASE("the timelines of several targets follow each other") {
  const Timeline all = joined({outcome_for("el6", 1700000000), outcome_for("el9", 1700000012)}).timeline;
  CHECK(all.target == "el6, el9");
  CHECK(all.engine == "builtin");
  CHECK(all.began == 1700000000);
  CHECK(all.seconds == 22);
  REQUIRE(all.jobs.size() == 6);
  CHECK(all.jobs[3].name == "lib for el9");
  CHECK(all.jobs[3].begin == 13);
  CHECK(all.jobs[4].needs == std::vector<size_t>{3});
  CHECK(all.jobs[5].begin == 0);  // it did not run
  CHECK(Timeline::from_json(all.to_json()).has_value());
  // The clocks of the runs are exact to a second only.
  CHECK(joined({outcome_for("el6", 1700000000), outcome_for("el9", 1700000009)}).timeline.seconds == 20);
}

TEST_CASE("the outcome of one target stays as it is") {
  const Outcome one = joined({outcome_for("el6", 1700000000)});
  CHECK(one.targets.empty());
  CHECK(one.failed[0].label() == "bad");
  CHECK(one.timeline.jobs[0].name == "lib");
}
