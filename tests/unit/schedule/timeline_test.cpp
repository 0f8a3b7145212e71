// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/timeline.hpp"

#include "schedule/result_cache.hpp"
#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using namespace rpmworks::engine;
using namespace rpmworks::schedule;
using State = JobRun::State;

namespace {

/// Two slots: a long and a short build, then one that needs the short one but gets its slot late, and its
/// dependant.
Timeline example() {
  Timeline timeline{.target = "el6", .engine = "builtin", .began = 1700000000, .seconds = 10};
  timeline.jobs = {
      {.name = "lib", .nevra = "lib-1-1.src", .state = State::built, .begin = 0, .end = 2},
      {.name = "big", .nevra = "big-1-1.src", .state = State::built, .begin = 0, .end = 9, .slot = 1},
      {.name = "other", .nevra = "other-1-1.src", .state = State::built, .begin = 2.01, .end = 5},
      {.name = "app", .nevra = "app-1-1.src", .state = State::built, .begin = 5.01, .end = 8, .needs = {0}},
      {.name = "end",
       .nevra = "end-1-1.src",
       .state = State::failed,
       .begin = 8.02,
       .end = 10,
       .needs = {0, 3},
       .phase = "%check"},
      {.name = "old", .nevra = "old-1-1.src", .state = State::unchanged, .reason = "nothing changed"},
      {.name = "left", .nevra = "left-1-1.src", .needs = {4}}};
  return timeline;
}

}  // namespace

TEST_CASE("what a job waited for last, and the critical path of a run") {
  const Timeline timeline = example();
  CHECK(waited_for(timeline, 0).what == Waited::For::nothing);
  CHECK(waited_for(timeline, 5).what == Waited::For::nothing);
  const Waited app = waited_for(timeline, 3);
  CHECK(app.what == Waited::For::slot);
  CHECK(app.job == 2);
  CHECK(app.seconds == doctest::Approx(3.01));
  const Waited end = waited_for(timeline, 4);
  CHECK(end.what == Waited::For::need);
  CHECK(end.job == 3);
  CHECK(critical_jobs(timeline) == std::vector<size_t>{0, 2, 3, 4});
  CHECK(critical_jobs({}).empty());
}

TEST_CASE("a deferred job waited for all others") {
  Timeline timeline = example();
  timeline.jobs[4].begin = 9.01;
  timeline.jobs[4].deferred = true;
  const Waited end = waited_for(timeline, 4);
  CHECK(end.what == Waited::For::any);
  CHECK(end.job == 1);
  CHECK(critical_jobs(timeline) == std::vector<size_t>{1, 4});
  CHECK(Timeline::from_json(timeline.to_json())->jobs[4].deferred);
}

TEST_CASE("a timeline is written and read again; other text is refused") {
  const Timeline timeline = example();
  const std::string json = timeline.to_json();
  const auto read = Timeline::from_json(json);
  REQUIRE(read);
  CHECK(read->to_json() == json);
  CHECK(read->jobs[4].phase == "%check");
  CHECK(read->has_built());
  for (
      const char* const text :
      {"", "[]", "{}",
       R"({"target":"t","engine":"e","began":0,"seconds":1,"jobs":[{"name":"x","nevra":"x","state":"lost","needs":[]}]})",
       R"({"target":"t","engine":"e","began":0,"seconds":1,"jobs":[{"name":"x","nevra":"x","state":"built","needs":[7]}]})"})
    CHECK_FALSE(Timeline::from_json(text));
}

TEST_CASE("a run stores its timeline, and a run without builds leaves the previous one") {
  Product p;
  p.add("app", {"lib-devel"});
  p.add("lib");
  p.add("other");
  p.engine.takes = std::chrono::milliseconds(20);
  const Timeline run = p.outcome({.jobs = 2}).timeline;
  REQUIRE(run.jobs.size() == 3);
  const auto of = [&](const std::string& name) { return *std::ranges::find(run.jobs, name, &JobRun::name); };
  CHECK(of("app").state == State::built);
  CHECK(of("app").begin >= of("lib").end);
  CHECK(run.jobs[of("app").needs.at(0)].name == "lib");
  CHECK(of("lib").slot != of("other").slot);
  CHECK(run.target == "el6");
  CHECK(run.engine == "fake");
  const std::string kept = read_file(p.workspace.last_run());
  CHECK(Timeline::from_json(kept)->jobs.size() == 3);
  CHECK(p.outcome().timeline.jobs[0].state == State::unchanged);
  CHECK(read_file(p.workspace.last_run()) == kept);
}

TEST_CASE("the duration of a failed build affects the next order") {
  Product p;
  p.add("fast");
  p.add("slow");
  p.engine.fails["slow"] = "no";
  p.engine.takes = std::chrono::milliseconds(30);
  const Outcome outcome = p.outcome();
  REQUIRE(outcome.failed.size() == 1);
  ResultCache cache(p.setup());
  const auto took = cache.seconds(p.package("slow"));
  REQUIRE(took);
  CHECK(*took >= 0.03);
  CHECK(*took < 30);  // the assumed duration of an unknown build
  // The duration of a successful build takes precedence.
  p.engine.fails.clear();
  p.build();
  CHECK(cache.seconds(p.package("slow")) == doctest::Approx(0.01));  // as the engine reports it
}
