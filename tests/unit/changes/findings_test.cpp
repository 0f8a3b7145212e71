// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/findings.hpp"

#include <doctest/doctest.h>

#include "changes_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using Strings = std::vector<std::string>;

namespace {

Strings findings_of(const changes::Changes& changes, const std::string& policy) {
  const auto read = config::read_diff_policy("schema: 1\n" + policy, "policy.yaml");
  const auto judgement = changes::judge(changes, read);
  Strings texts;
  for (const auto& finding : judgement.findings) texts.push_back(finding.rule + " " + finding.text);
  for (const auto& note : judgement.notes) texts.push_back("note " + note);
  return texts;
}

}  // namespace

TEST_CASE("a policy and its exceptions") {
  Place before, after;
  before.add("down-2-1.noarch");
  after.add("down-1-1.noarch");
  before.add("gone-1-1.noarch");
  after.add("new-1-1.noarch").package.requires_ = {"outside", "inside", "base-lib", "new"};
  after.add("other-1-1.noarch").package.provides = {"inside = 1"};
  before.add("other-1-1.noarch").package.provides = {"inside = 1"};
  after.last().license = "MIT";
  const changes::Changes changes = compared(before, after);
  CHECK(
      findings_of(changes, "refuse: [downgrades, removals]") ==
      Strings{"downgrades down-1-1.noarch: downgraded: 2-1 → 1-1", "removals gone-1-1.noarch: removed: 1-1"});
  CHECK(findings_of(changes,
                    "refuse: [removals]\nexcept: [{package: gone, rule: removals, reason: moved on}]") ==
        Strings{"note accepted: gone-1-1.noarch: removed: 1-1 (moved on)"});
  CHECK(
      findings_of(changes, "refuse: [outside-dependencies]\nprovided: [base-*, new]") ==
      Strings{"outside-dependencies new-1-1.noarch: now requires outside, which no package there provides"});
  CHECK(findings_of(changes, "licenses: [BSD]").size() == 2);
  CHECK(findings_of(changes, "licenses: [MIT]").empty());
}

TEST_CASE("what cannot be checked does not pass") {
  Place before, after;
  before.add("up-1-1.noarch");
  after.add("up-2-1.noarch");
  const changes::Changes changes = compared(before, after, false);
  CHECK(
      findings_of(changes, "refuse: [permissions, lost-provides]") ==
      Strings{"permissions up-2-1.noarch: cannot be checked: one side does not know enough about the package",
              "lost-provides cannot be checked: one side has no packages that can be read"});
}

TEST_CASE("the rule for the interfaces of libraries") {
  Place before, after;
  before.add("lib-1-1.x86_64");
  after.add("lib-2-1.x86_64");
  changes::Changes changes = compared(before, after);
  CHECK(findings_of(changes, "refuse: [abi]") == Strings{"abi cannot be checked: run diff with --abi"});
  changes.abi.emplace();
  CHECK(findings_of(changes, "refuse: [abi]").empty());
  for (const auto verdict : {abi::Verdict::compatible, abi::Verdict::same, abi::Verdict::review})
    changes.abi->libraries.push_back({.before = "lib-1-1.x86_64",
                                      .after = "lib-2-1.x86_64",
                                      .soname = "libx.so." + abi::name_of(verdict),
                                      .library = "/usr/lib64/libx.so",
                                      .difference = {.verdict = verdict}});
  CHECK(findings_of(changes, "refuse: [abi]") ==
        Strings{"abi lib-2-1.x86_64: changes the ABI of libx.so.review: review"});
  CHECK(findings_of(changes, "refuse: [abi]\nexcept: [{package: lib, rule: abi, reason: rebuilt all}]") ==
        Strings{"note accepted: lib-2-1.x86_64: changes the ABI of libx.so.review: review (rebuilt all)"});
  changes.abi->unknown = "no packages";
  CHECK(findings_of(changes, "refuse: [abi]") == Strings{"abi cannot be checked: no packages"});
}
