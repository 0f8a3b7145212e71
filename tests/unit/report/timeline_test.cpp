// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <cstdlib>

#include "process/process.hpp"
#include "report/report.hpp"
#include "report/timeline_svg.hpp"
#include "support/skip.hpp"

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

/// The file of that name in tests/data/report must contain `text`. RPMWORKS_ACCEPT=1 writes it there.
void check_golden(const char* name, const std::string& text) {
  const fs::path file = fs::path(RPMWORKS_TEST_DATA) / "report" / name;
  const char* const accept = std::getenv("RPMWORKS_ACCEPT");
  if (accept && *accept != '\0') {
    write_file_atomically(file, text);
    return test::skip(file.string() + " was written again");
  }
  CHECK(read_file(file) == text);
}

}  // namespace

TEST_CASE("a timeline as SVG") {
  const std::string svg = report::timeline_svg(example());
  check_golden("timeline.svg", svg);
  CHECK(report::timeline_svg(example()) == svg);
  CHECK(svg.find("<script>") == std::string::npos);
  // A strict parser accepts it.
  const auto read = run({.argv = {"python3", "-c",
                                  "import sys, xml.etree.ElementTree as xml\n"
                                  "ns = '{http://www.w3.org/2000/svg}'\n"
                                  "root = xml.fromstring(sys.stdin.read())\n"
                                  "for g in root.iter(ns + 'g'): print(g.get('class'), '|', g.find(ns + "
                                  "'title').text.replace('\\n', ' | '))\n"},
                         .input = svg});
  CHECK(
      read.out ==
      "job built critical | lib: built | 0 s to 20 s, 20 s on slot 1 | waited for nothing | on the "
      "critical path\njob built | big<script>: built | 0 s to 1:10 min, 1:10 min on slot 2 | waited for "
      "nothing\njob built critical | other: built | 20.01 s to 50 s, 29.99 s on slot 1 | waited for a "
      "slot, which lib occupied (20.01 s) | on the critical path\njob built critical | app: built | 50.01 "
      "s to 1:20 min, 29.99 s on slot 1 | waited for a slot, which other occupied (30.01 s) | needs lib | on "
      "the critical path\njob failed critical | end: failed in %check | 1:20 min to 1:35 min, 14.98 s on "
      "slot 1 | waited for app | needs lib, app | on the critical path\njob built | far: built | 20.02 s "
      "to 20.5 s, 0.48 s on node7, 1 | waited for lib | needs lib\n");
}

TEST_CASE("a run without builds and a run of zero length can be drawn") {
  CHECK(report::timeline_svg({}).find("</svg>") != std::string::npos);
  schedule::Timeline instant;
  instant.jobs = {{.name = "x", .nevra = "x", .state = State::built}};
  CHECK(report::timeline_svg(instant).find("x: built") != std::string::npos);
}

TEST_CASE("the page of a run has the timeline and a row for each package") {
  const std::string html = report::build_html(example());
  CHECK(html.find(report::timeline_svg(example())) != std::string::npos);
  for (const char* const part :
       {"<title>Builds for el6</title>", "A run of 2023-11-14 22:13 UTC with the engine builtin.",
        "lib → other → app → end.", "failed in %check", "1 &amp; 2", "big&lt;script&gt;", "nothing changed"})
    CHECK_MESSAGE(html.find(part) != std::string::npos, part);
}
