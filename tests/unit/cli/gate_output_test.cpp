// SPDX-License-Identifier: GPL-3.0-or-later
#include "gate_output.hpp"

#include <doctest/doctest.h>

#include "junit.hpp"

using namespace rpmworks;
using namespace rpmworks::cli;

namespace {

std::vector<gates::Check> some_of_each() {
  gates::Check closure{.name = "closure",
                       .subject = "el9",
                       .findings = {{"app-1-1.noarch", "app <x> is broken", "packages/a b.rpm"}}};
  closure.notes = {"two exclude each other"};
  gates::Check empty{.name = "empty", .subject = "p 1", .passed = true, .findings = {}};
  empty.waived = {{{"nothing.noarch", "nothing is empty"},
                   {.gate = "empty",
                    .finding = "nothing.noarch",
                    .reason = "a placeholder",
                    .owner = "ann",
                    .expires = "2999-12-31"}}};
  gates::Check waivers{
      .name = "waivers",
      .subject = "p 1",
      .findings = {{"lost: x", "not used", "", {.file = "/srv/repos.yaml", .line = 7, .column = 5}}}};
  gates::Check lost{.name = "lost", .subject = "el9", .passed = true, .findings = {}};
  lost.not_checked = "no repos.yaml says what the base is";
  return {
      {.name = "signatures", .subject = "packages", .passed = true, .findings = {}, .detail = "signed by A"},
      closure,
      empty,
      waivers,
      lost};
}

}  // namespace

TEST_CASE("gates for people") {
  CHECK(gates_text(some_of_each()) == R"(ok      packages: signatures, signed by A
FAILED  el9: closure
          app <x> is broken
          note: two exclude each other
ok      p 1: empty
          waived by ann until 2999-12-31: nothing is empty (a placeholder)
FAILED  p 1: waivers
          not used
not checked: el9: lost: no repos.yaml says what the base is
)");
  CHECK(gates_summary("/r", some_of_each()) ==
        "/r is NOT valid: 2 of 4 checks failed, 1 not made, 1 finding waived\n");
  CHECK(gates_summary("/r", {some_of_each().front()}) == "/r is valid: 1 checks\n");
}

TEST_CASE("gates for programs") {
  CHECK(json_of(some_of_each()).dump() ==
        R"([{"name":"signatures","subject":"packages","passed":true,"detail":"signed by A"},)"
        R"({"name":"closure","subject":"el9","passed":false,"code":5,"findings":[{"id":"app-1-1.noarch",)"
        R"("text":"app <x> is broken","file":"packages/a b.rpm"}],"notes":["two exclude each other"]},)"
        R"({"name":"empty","subject":"p 1","passed":true,"waived":[{"id":"nothing.noarch",)"
        R"("text":"nothing is empty","reason":"a placeholder","owner":"ann","expires":"2999-12-31"}]},)"
        R"({"name":"waivers","subject":"p 1","passed":false,"code":5,"findings":[{"id":"lost: x",)"
        R"("text":"not used","line":7}]},)"
        R"({"name":"lost","subject":"el9","not_checked":"no repos.yaml says what the base is"}])");
}

TEST_CASE("gates for CI systems, as JUnit XML") {
  CHECK(junit_xml(some_of_each()) == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="rpmworks verify" tests="5" failures="2" errors="0" time="0.000">
  <testsuite name="gates" tests="5" failures="2" errors="0" skipped="1" time="0.000">
    <testcase classname="packages" name="signatures" time="0.000"/>
    <testcase classname="el9" name="closure" time="0.000">
      <failure message="app &lt;x&gt; is broken" type="closure">app &lt;x&gt; is broken</failure><system-out>note: two exclude each other</system-out>
    </testcase>
    <testcase classname="p 1" name="empty" time="0.000">
      <system-out>waived by ann until 2999-12-31: nothing is empty (a placeholder)</system-out>
    </testcase>
    <testcase classname="p 1" name="waivers" time="0.000">
      <failure message="not used" type="waivers">not used</failure>
    </testcase>
    <testcase classname="el9" name="lost" time="0.000">
      <skipped message="no repos.yaml says what the base is"/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("gates as SARIF") {
  CHECK(is_sarif("x.sarif"));
  CHECK_FALSE(is_sarif("x.xml"));
  const Json document = Json::parse(sarif(some_of_each(), "/srv/releases/1.0"));
  CHECK(document["version"].get<std::string>() == "2.1.0");
  const Json& run = document["runs"][0];
  CHECK(run["tool"]["driver"]["name"].get<std::string>() == "rpmworks");
  const Json& rules = run["tool"]["driver"]["rules"];
  REQUIRE(rules.size() == 5);
  CHECK(
      rules[0].dump() ==
      R"({"id":"signatures","shortDescription":{"text":"Only trusted keys of its section signed each package"}})");
  CHECK(rules[4]["id"].get<std::string>() == "lost");
  CHECK(run["originalUriBaseIds"].dump() == R"({"RELEASE":{"uri":"file:///srv/releases/1.0/"}})");
  const Json& results = run["results"];
  REQUIRE(results.size() == 3);
  CHECK(
      results[0].dump() ==
      R"({"ruleId":"closure","ruleIndex":1,"level":"error","message":{"text":"el9: app <x> is broken"},)"
      R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":"packages/a%20b.rpm","uriBaseId":"RELEASE"}}}],)"
      R"("partialFingerprints":{"rpmworksFinding/v1":"closure: app-1-1.noarch"},)"
      R"("properties":{"finding":"app-1-1.noarch","subject":"el9"}})");
  CHECK(
      results[1]["suppressions"].dump() ==
      R"x([{"kind":"external","status":"accepted","justification":"a placeholder (ann, until 2999-12-31)"}])x");
  CHECK(results[2]["locations"].dump() ==
        R"([{"physicalLocation":{"artifactLocation":{"uri":"file:///srv/repos.yaml"},)"
        R"("region":{"startLine":7,"startColumn":5}}}])");
  CHECK(run["invocations"][0]["toolExecutionNotifications"].size() == 2);
}

TEST_CASE("each gate has a description in SARIF") {
  for (const auto* gates : {&config::strict_gates(), &config::waivable_gates()})
    for (const auto& name : *gates) {
      const Json document =
          Json::parse(sarif({{.name = name, .subject = "p 1", .passed = true}}, "/srv/1.0"));
      CHECK_MESSAGE(document["runs"][0]["tool"]["driver"]["rules"][0].contains("shortDescription"), name);
    }
}

TEST_CASE("SARIF of a run that ended before the gates") {
  const Error failure = Error(ExitCode::trust, "a package is not signed").hint("sign it");
  const Json document = Json::parse(sarif({}, "/srv/releases/1.0", &failure));
  const Json& run = document["runs"][0];
  CHECK(run["results"].dump() == "[]");
  const Json& invocation = run["invocations"][0];
  CHECK(invocation["executionSuccessful"].dump() == "false");
  CHECK(invocation["exitCode"].dump() == "6");
  CHECK(invocation["toolExecutionNotifications"].dump().find("a package is not signed") != std::string::npos);
}
