// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/advisory_trailers.hpp"

#include <doctest/doctest.h>

#include "compose/commit_advisories.hpp"
#include "core/text.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using compose::SourceCommits;
using test::error_of;
using test::says;

namespace {

git::Commit commit(char digit, const std::string& message, int64_t time = 1000) {
  return {.id = std::string(40, digit),
          .tree = {},
          .time = time,
          .author_name = {},
          .author_email = {},
          .subject = message.substr(0, message.find('\n')),
          .message = message,
          .parents = {},
          .tag = {}};
}

SourceCommits of(std::vector<git::Commit> commits, const std::string& package = "greet") {
  return {.package = package, .url = "https://git.example/" + package, .commits = std::move(commits)};
}

compose::FromCommits found(const std::vector<SourceCommits>& sources,
                           const std::set<std::string>& ignored = {}) {
  return compose::advisories_in(sources, ignored, "acme");
}

/// "ID type severity issued updated: title | references | description"
std::string shown(const compose::FromCommits& from) {
  std::string text;
  for (const auto& [advisory, sources] : from.advisories) {
    std::vector<std::string> references;
    for (const auto& reference : advisory.references)
      references.push_back(reference.type + ":" + reference.id);
    text += advisory.id + " " + advisory.type + " " + advisory.severity + " " +
            std::to_string(advisory.issued) + " " + std::to_string(advisory.updated) + ": " + advisory.title +
            " | " + join(references, " ") + " | " + advisory.description + "\n";
  }
  return text;
}

std::string refusal(const std::string& message) {
  try {
    found({of({commit('a', message)})});
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    CHECK(says(error.hint(), "ignore: [" + std::string(40, 'a') + "]"));
    return error.render().substr(0, error.render().find('\n'));
  }
  return "accepted";
}

}  // namespace

TEST_CASE("an advisory from a commit") {
  const auto from =
      found({of({commit('a',
                        "Check the length\n\nA long name\ncrashed it.\n\nFixes: CVE-2026-1234, "
                        "https://bugs.example/7\nFixes: 0123abc (\"Begin\")\nAdvisory: ACME-2026-1\n"
                        "advisory-severity: Important\nSigned-off-by: A <a@example>\n")})});
  CHECK(shown(from) ==
        "ACME-2026-1 security Important 1000 1000: Check the length | cve:CVE-2026-1234 "
        "other:https://bugs.example/7 commit:" +
            std::string(40, 'a') + " | A long name\ncrashed it.\n");
  REQUIRE(from.advisories.size() == 1);
  CHECK(from.advisories[0].sources == std::set<std::string>{"greet"});
  CHECK(from.advisories[0].advisory.from == "acme");
  CHECK(from.advisories[0].advisory.references.back().href == "https://git.example/greet");
  CHECK(from.notes.empty());
  CHECK(shown(found({of({commit('a', "Tidy\n\nAdvisory: B-1\n")})}))
            .starts_with("B-1 bugfix  1000 1000: Tidy"));
}

TEST_CASE("several commits and packages of an advisory") {
  const auto from =
      found({of({commit('b', "Second\n\nmore\n\nAdvisory: A-1\nAdvisory-Title: Both\n", 3000),
                 commit('a', "First\n\nAdvisory: A-1\nAdvisory: A-2\nAdvisory-Type: enhancement\n", 2000)}),
             of({commit('c', "Third\n\nAdvisory: A-1\nCVE: CVE-2026-99999\n", 1000)}, "lib")});
  CHECK(shown(from) ==
        "A-1 enhancement  1000 3000: Both | commit:" + std::string(40, 'a') +
            " commit:" + std::string(40, 'b') + " cve:CVE-2026-99999 commit:" + std::string(40, 'c') +
            " | more\nA-2 enhancement  2000 2000: First | commit:" + std::string(40, 'a') + " | \n");
  CHECK(from.advisories[0].sources == std::set<std::string>{"greet", "lib"});
}

TEST_CASE("what commits cannot say") {
  CHECK(refusal("Fix\n\nAdvisory: two words\n") ==
        "message of commit aaaaaaaaaaaa of greet:3: error: 'two words' is not the id of an advisory");
  CHECK(refusal("Fix\n\nlong\n\nAdvisory: A-1\nAdvisory-Type: bug\n") ==
        "message of commit aaaaaaaaaaaa of greet:6: error: 'Advisory-Type' is 'bug', not security, bugfix, "
        "enhancement, newpackage");
  CHECK(refusal("Fix\n\nAdvisory-Severity: low\n") ==
        "message of commit aaaaaaaaaaaa of greet:3: error: 'Advisory-Severity' without 'Advisory'");
  CHECK(refusal("Fix\n\nAdvisory: A-1\nFixes: CVE-26-1\n") ==
        "message of commit aaaaaaaaaaaa of greet:4: error: 'CVE-26-1' is not a CVE number");
  CHECK(refusal("Fix\n\nAdvisory: A-1\nAdvisory-Title: \x1b[31m\n").find("control characters") !=
        std::string::npos);
  CHECK(
      found({of({commit('a', "Fix\n\nAdvisory: two words\n")})}, {std::string(40, 'a')}).advisories.empty());
  CHECK(says(error_of(ExitCode::invalid,
                      [] {
                        found({of({commit('b', "B\n\nAdvisory: A-1\nAdvisory-Severity: low\n"),
                                   commit('a', "A\n\nAdvisory: A-1\nAdvisory-Severity: critical\n")})});
                      }),
             "commit bbbbbbbbbbbb of greet says 'Advisory-Severity: low' of the advisory A-1, but an earlier "
             "commit says "
             "'critical'"));
  // A description is only text.
  CHECK(shown(found({of({commit('a', "T\n\nA\x1b & <b>\n\nAdvisory: A-1\n")})})).ends_with("| A? & <b>\n"));
}

TEST_CASE("reverts, and fixes without an advisory") {
  const std::string revert = "Revert \"Fix\"\n\nThis reverts commit " + std::string(40, 'a') + ".\n";
  const auto from = found({of({commit('b', revert), commit('a', "Fix\n\nAdvisory: A-1\n")})});
  CHECK(from.advisories.empty());
  CHECK(from.reverted == std::set<std::string>{std::string(40, 'a')});
  CHECK(from.notes ==
        std::vector<std::string>{"commit aaaaaaaaaaaa of greet is reverted, so it does not count for A-1"});
  // The revert of the revert.
  CHECK(found({of({commit('c', "Again\n\nThis reverts commit " + std::string(12, 'b') + ".\n"),
                   commit('b', revert), commit('a', "Fix\n\nAdvisory: A-1\n")})})
            .advisories.size() == 1);
  CHECK(
      found({of({commit('a', "Fix\n\nFixes: CVE-2026-1234\n")})}).notes ==
      std::vector<std::string>{"commit aaaaaaaaaaaa of greet fixes a vulnerability, but names no advisory"});
}

TEST_CASE("the packages of advisories from commits") {
  compose::CommitAdvisories all;
  all.made.push_back(
      {.advisory = {.id = "A-2", .type = "bugfix", .issued = 20, .updated = 20}, .sources = {"greet"}});
  const auto advised = [](const std::string& nevra) {
    return repodata::AdvisedPackage{.nevra = rpm::Nevra::parse(nevra), .source = "greet-1-1.src.rpm"};
  };
  all.carried["el9"] = {{.id = "A-1",
                         .type = "security",
                         .severity = "Low",
                         .packages = {advised("greet-1-1.noarch"), advised("gone-1-1.noarch")}},
                        {.id = "A-2",
                         .type = "security",
                         .issued = 10,
                         .updated = 10,
                         .packages = {advised("greet-1-1.noarch")}},
                        {.id = "A-3", .type = "bugfix", .packages = {advised("greet-3-1.noarch")}}};
  const std::vector<compose::SectionPackage> packages = {
      {.nevra = rpm::Nevra::parse("greet-2-1.noarch"), .source_rpm = "greet-2-1.src.rpm"},
      {.nevra = rpm::Nevra::parse("lib-2-1.noarch"), .source_rpm = "lib-2-1.src.rpm"}};
  std::vector<std::string> lines;
  for (const auto& one : compose::advisories_for(all, "el9", packages)) {
    std::vector<std::string> names;
    for (const auto& package : one.packages) names.push_back(package.nevra.str());
    lines.push_back(one.id + " " + one.type + " " + std::to_string(one.issued) + "-" +
                    std::to_string(one.updated) + ": " + join(names, " "));
  }
  // A-1 keeps the version that fixed it; A-2 was completed by a newer one; A-3 lists a later version than
  // this.
  CHECK(join(lines, "\n") == "A-1 security 0-0: greet-1-1.noarch\nA-2 security 10-20: greet-2-1.noarch");
  CHECK(compose::advisories_for(all, "el8", packages).size() == 1);
}
