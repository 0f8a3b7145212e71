// SPDX-License-Identifier: GPL-3.0-or-later
#include "junit.hpp"

#include <doctest/doctest.h>

#include "build_output.hpp"
#include "core/json.hpp"
#include "schedule/several_targets.hpp"

using namespace rpmworks;
using namespace rpmworks::cli;

namespace {

schedule::Outcome some_of_each() {
  engine::BuildResult fine{
      .name = "lib", .elapsed = std::chrono::milliseconds(1500), .reason = "never built"};
  fine.packages.push_back({.package = {.nevra = rpm::Nevra::parse("lib-1.0-1.noarch")}});
  fine.folder = "/results/lib";
  return {
      .results = {fine},
      .failed = {{.name = "bad",
                  .nevra = "bad-1-1.src",
                  .elapsed = std::chrono::milliseconds(250),
                  .error = Error(ExitCode::build, "building bad failed: \"<x>\" & \x1b[31m").hint("none")},
                 {.name = "lost", .nevra = "lost-1-1.src", .error = Error(ExitCode::upstream, "no answer")}},
      .not_built = {{.name = "app", .nevra = "app-1-1.src", .waits_for = {"bad", "lost"}}}};
}

}  // namespace

TEST_CASE("the report of a build for a CI system") {
  CHECK(junit_xml(some_of_each(), "el6") ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rpmworks build" tests="4" failures="1" errors="1" time="1.750">
  <testsuite name="el6" tests="4" failures="1" errors="1" skipped="1" time="1.750">
    <testcase classname="el6" name="lib" time="1.500"/>
    <testcase classname="el6" name="bad" time="0.250">
      <failure message="building bad failed: &quot;&lt;x&gt;&quot; &amp; �[31m" type="build">error: building bad failed: &quot;&lt;x&gt;&quot; &amp; �[31m
hint: none
</failure>
    </testcase>
    <testcase classname="el6" name="lost" time="0.000">
      <error message="no answer" type="exit 7">error: no answer
</error>
    </testcase>
    <testcase classname="el6" name="app" time="0.000">
      <skipped message="it needs bad, lost, which failed"/>
    </testcase>
  </testsuite>
</testsuites>
)");
  CHECK(junit_xml(Error(ExitCode::invalid, "BuildRequires"), "el6") ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rpmworks build" tests="1" failures="0" errors="1" time="0.000">
  <testsuite name="el6" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase classname="el6" name="plan" time="0.000">
      <error message="BuildRequires" type="exit 3">error: BuildRequires
</error>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("an error between the builds and the gates has a test suite of its own") {
  schedule::Outcome built = some_of_each();
  built.failed.clear();
  built.not_built.clear();
  CHECK(junit_xml(built, "el6", Error(ExitCode::trust, "not signed")) ==
        R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rpmworks release" tests="2" failures="0" errors="1" time="1.500">
  <testsuite name="el6" tests="1" failures="0" errors="0" skipped="0" time="1.500">
    <testcase classname="el6" name="lib" time="1.500"/>
  </testsuite>
  <testsuite name="release" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase classname="release" name="compose" time="0.000">
      <error message="not signed" type="exit 6">error: not signed
</error>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("a log with arbitrary bytes gives well-formed XML") {
  const std::string text =
      junit_xml(Error(ExitCode::build, "caf\xe9 \xef\xbf\xbf\xef\xbf\xbe \x1b[1m \x01\x7f"), "t\xff");
  const std::string mark = "\xef\xbf\xbd";
  CHECK(text.find("message=\"caf" + mark + " ") != std::string::npos);
  CHECK(text.find("name=\"t" + mark + "\"") != std::string::npos);
  for (const std::string bad : {"\xe9", "\xef\xbf\xbf", "\xef\xbf\xbe", "\x1b", "\x01", "\x7f", "\xff"})
    CHECK(text.find(bad) == std::string::npos);
}

TEST_CASE("the final table lists what failed and what was not built") {
  CHECK(closing_table(some_of_each()) ==
        "package  made                time  why\n"
        "lib      lib-1.0-1.noarch  1.50 s  never built\n"
        "bad      failed            0.25 s  building bad failed: \"<x>\" & ?[31m\n"
        "lost     failed            0.00 s  no answer\n"
        "app      not built                 it needs bad, lost, which failed\n"
        "/results/lib\n");
  const auto json = json_of(some_of_each());
  CHECK(json["builds"].size() == 1);
  CHECK(json["failed"][0]["name"] == "bad");
  CHECK(json["failed"][1]["error"]["code"] == 7);
  CHECK(json["not_built"][0]["waits_for"] == Json{"bad", "lost"});
  CHECK_FALSE(json_of(schedule::Outcome{}).contains("failed"));
}

TEST_CASE("the reports of a run for several targets name the targets") {
  schedule::Outcome first = some_of_each();
  schedule::Outcome second;
  second.results = {{.name = "lib", .target = "el9", .elapsed = std::chrono::seconds(2)}};
  second.results[0].packages.push_back({.package = {.nevra = rpm::Nevra::parse("lib-1.0-1.el9.noarch")}});
  first.results[0].target = "el6";
  const schedule::Outcome all = schedule::joined({{"el6", first}, {"el9", second}});
  const std::string xml = junit_xml(all, "el6, el9");
  for (const std::string part :
       {R"(<testsuites name="rpmworks build" tests="5" failures="1" errors="1" time="3.750">)",
        R"(<testsuite name="el6" tests="4" failures="1" errors="1" skipped="1" time="1.750">)",
        R"(<testsuite name="el9" tests="1" failures="0" errors="0" skipped="0" time="2.000">)",
        R"(<testcase classname="el9" name="lib" time="2.000"/>)"})
    CHECK_MESSAGE(xml.find(part) != std::string::npos, xml);
  const std::string table = closing_table(all);
  CHECK(
      table.starts_with("package  target  made                    time  why\n"
                        "lib      el6     lib-1.0-1.noarch      1.50 s  never built\n"
                        "lib      el9     lib-1.0-1.el9.noarch  2.00 s\n"
                        "bad      el6     failed                0.25 s  building bad failed"));
  const auto json = json_of(all);
  CHECK(json["failed"][0]["target"] == "el6");
  CHECK(json["not_built"][0]["target"] == "el6");
}
