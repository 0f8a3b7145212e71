// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <string>

#include "report/report.hpp"
#include "report/wait_reason.hpp"

using namespace rpmworks;
using schedule::JobRun;
using State = schedule::JobRun::State;

namespace {

/// Two slots and another machine, a job in every state, untrusted names.
schedule::Timeline example() {
  schedule::Timeline timeline{.target = "el6", .engine = "builtin", .began = 1700000000, .seconds = 95};
  timeline.jobs = {
      {.name = "lib",
       .nevra = "lib-1-1.src",
       .state = State::built,
       .begin = 0,
       .end = 20,
       .reason = "never built"},
      {.name = "big<script>",
       .nevra = "big-1-1.src",
       .state = State::built,
       .begin = 0,
       .end = 70,
       .slot = 1},
      {.name = "other", .nevra = "other-1-1.src", .state = State::built, .begin = 20.01, .end = 50},
      {.name = "app", .nevra = "app-1-1.src", .state = State::built, .begin = 50.01, .end = 80, .needs = {0}},
      {.name = "end",
       .nevra = "end-1-1.src",
       .state = State::failed,
       .begin = 80.02,
       .end = 95,
       .needs = {0, 3},
       .phase = "%check",
       .reason = "building end failed in %check: 1 & 2"},
      {.name = "far",
       .nevra = "far-1-1.src",
       .state = State::built,
       .begin = 20.02,
       .end = 20.5,
       .host = "node7",
       .needs = {0}},
      {.name = "old", .nevra = "old-1-1.src", .state = State::unchanged, .reason = "nothing changed"},
      {.name = "left", .nevra = "left-1-1.src", .needs = {4}}};
  return timeline;
}

}  // namespace

TEST_CASE("what each job waited for") {
  const auto timeline = example();
  CHECK(report::wait_reason(timeline, 0) == "nothing");
  CHECK(report::wait_reason(timeline, 2) == "a slot, which lib occupied (20.01 s)");
  CHECK(report::wait_reason(timeline, 4) == "app");
  CHECK(report::wait_reason(timeline, 5) == "lib");
}

TEST_CASE("the page of a run has a row for each package, and the data of its timeline") {
  const std::string html = report::build_page(example());
  CHECK(report::build_page(example()) == html);
  CHECK(html.find("<script>alert") == std::string::npos);
  for (const char* const part :
       {"<title>end: failed in %check (el6)</title>",
        "A run of 2023-11-14 22:13 UTC for the target el6 with the engine builtin, 1 min 35 s in all: 5 "
        "built, "
        "1 unchanged, 1 failed, 1 not built.",
        "lib → other → app → end.", "failed in %check", "1 &amp; 2", "big&lt;script&gt;", "nothing changed",
        "\"name\":\"big\\u003cscript>\"", "\"waited\":\"a slot, which lib occupied (20.01 s)\"",
        "\"host\":\"node7\",\"needs\":[0]", "\"is_critical\":true"})
    CHECK_MESSAGE(html.find(part) != std::string::npos, part);
}

TEST_CASE("a run without builds and a run of zero length have a page") {
  CHECK(report::build_page({}).find("All builds succeeded") != std::string::npos);
  schedule::Timeline instant;
  instant.jobs = {{.name = "x", .nevra = "x", .state = State::built}};
  CHECK(report::build_page(instant).find("<b><bdi>x</bdi></b>") != std::string::npos);
}
