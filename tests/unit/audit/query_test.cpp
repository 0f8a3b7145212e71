// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "audit/assess.hpp"
#include "audit/reports.hpp"
#include "core/error.hpp"
#include "unit/audit/fixture.hpp"

using namespace rpmworks;
using audit::Kind;
using Texts = std::vector<std::string>;

namespace {

const std::string k_key = "0123456789ABCDEF0123456789ABCDEF01234567";

struct Example {
  test::Releases releases;
  audit::Index index;

  static audit::Index opened(test::Releases& releases) {
    auto first = test::example_manifest();
    auto second = first;
    second.packages[0].nevra.evr = {"2", "1.1~rc1", "1"};
    second.packages[0].file = "packages/greet-1.1~rc1-1.x86_64.rpm";
    second.packages[0].sha256 = std::string(64, '9');
    second.packages[0].license = "GPLv2+ and MIT";
    second.packages[0].license_spdx = "GPL-2.0-or-later WITH Classpath-exception-2.0 AND MIT";
    second.packages[0].source_rpm = "greet-1.1~rc1-1.src.rpm";
    second.withdrawn = {
        {"greet-2:1.0-1.x86_64", "packages", std::string(64, 'a'), "1.0", "it deletes files"}};
    return releases.open({releases.add("1.0", first), releases.add("1.1", second)});
  }
  Example() : index(opened(releases)) {}

  Texts ask(Kind kind, const std::string& text) {
    return test::short_answers(index, audit::answer(index, {{kind, text}}, 0, {}, false));
  }
};

std::string usage_error(Kind kind, const std::string& text) {
  try {
    audit::require_valid({kind, text});
    return "no error";
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    return error.what();
  }
}

}  // namespace

TEST_CASE("packages by name, by parts of their NEVRA, and by pattern") {
  Example example;
  const Texts old_one{"package greet-2:1.0-1.x86_64 1.0: greet-2:1.0-1.x86_64"};
  const Texts new_one{"package greet-2:1.1~rc1-1.x86_64 1.1: greet-2:1.1~rc1-1.x86_64"};
  CHECK(example.ask(Kind::package, "greet").size() == 3);
  CHECK(example.ask(Kind::package, "greet-1.0-1.x86_64") == old_one);
  CHECK(example.ask(Kind::package, "greet-2:1.0-1.x86_64") == old_one);
  CHECK(example.ask(Kind::package, "greet-1.1~rc1") == new_one);
  CHECK(example.ask(Kind::package, "greet.x86_64") == Texts{old_one[0], new_one[0]});
  CHECK(example.ask(Kind::package, "greet-3:1.0-1.x86_64").empty());
  CHECK(example.ask(Kind::package, "gree").empty());
  CHECK(example.ask(Kind::package, "greet-1.1*.x86_64") == new_one);
  CHECK(example.ask(Kind::package, "greet-[!d]*.x86_64").size() == 2);
  CHECK(example.ask(Kind::package, "*-doc") ==
        Texts{"package greet-doc-1.0-1.noarch 1.0,1.1: greet-doc-1.0-1.noarch"});
}

TEST_CASE("packages by source, licence, signer, digest and commit") {
  Example example;
  CHECK(example.ask(Kind::source, "greet").size() == 4);
  CHECK(example.ask(Kind::source, "g*t").size() == 4);
  CHECK(example.ask(Kind::license, "mit").size() == 4);
  const Texts gpl{
      "license greet-2:1.1~rc1-1.x86_64 1.1: GPL-2.0-or-later WITH Classpath-exception-2.0 AND MIT"};
  CHECK(example.ask(Kind::license, "GPL-2.0-or-later") == gpl);
  CHECK(example.ask(Kind::license, "classpath-exception-2.0") == gpl);
  CHECK(example.ask(Kind::license, "GPLv2+") == gpl);
  CHECK(example.ask(Kind::license, "GPL-2.0").empty());
  CHECK(example.ask(Kind::signer, k_key).size() == 4);
  CHECK(example.ask(Kind::signer, "0x" + k_key.substr(24)).size() == 4);
  CHECK(example.ask(Kind::signer, "ACME@example").size() == 4);
  CHECK(example.ask(Kind::signer, "nobody").empty());
  CHECK(example.ask(Kind::digest, "AAAAAAA") ==
        Texts{"digest greet-2:1.0-1.src 1.0,1.1: sha256 " + std::string(64, 'a'),
              "digest greet-2:1.0-1.src 1.0,1.1: sha512 " + std::string(128, 'a'),
              "digest greet-2:1.0-1.x86_64 1.0: sha256 " + std::string(64, 'a'),
              "digest greet-2:1.0-1.x86_64 1.0: sha512 " + std::string(128, 'a'),
              "digest greet-2:1.1~rc1-1.x86_64 1.1: sha512 " + std::string(128, 'a'),
              "digest greet-doc-1.0-1.noarch 1.0,1.1: sha256 " + std::string(64, 'a'),
              "digest greet-doc-1.0-1.noarch 1.0,1.1: sha512 " + std::string(128, 'a')});
  CHECK(example.ask(Kind::digest, std::string(64, '3')) ==
        Texts{"digest - 1.0,1.1: index.html " + std::string(64, '3')});
  CHECK(example.ask(Kind::commit, "bbbbbbb").size() == 4);
  CHECK(example.ask(Kind::commit, "bbbbbbc").empty());
}

TEST_CASE("a word is looked for wherever it could be") {
  const auto kinds = [](const std::string& word) {
    Texts names;
    for (const auto& question : audit::questions_for(word)) names.push_back(audit::name_of(question.kind));
    return names;
  };
  CHECK(kinds("greet") == Texts{"package", "source", "license", "advisory"});
  CHECK(kinds("/usr/bin/greet") == Texts{"package", "source", "license", "file", "advisory"});
  CHECK(kinds("abcdef1") == Texts{"package", "source", "license", "digest", "commit", "advisory"});
  CHECK(kinds("01234567") == Texts{"package", "source", "license", "signer", "digest", "commit", "advisory"});
  CHECK(kinds("acme@example.org") == Texts{"package", "source", "license", "signer", "advisory"});
}

TEST_CASE("a text that cannot have an answer is an error") {
  CHECK(usage_error(Kind::digest, "abc") == "'abc' is not the beginning of a digest");
  CHECK(usage_error(Kind::commit, "master1") == "'master1' is not the beginning of a commit");
  CHECK(usage_error(Kind::file, "bin/greet") == "'bin/greet' is not an absolute path");
  CHECK(usage_error(Kind::file, "*/greet") == "no error");
  CHECK(usage_error(Kind::package, "") == "--package needs a text that is not empty");
}

TEST_CASE("the limit, and packages that were withdrawn") {
  Example example;
  const auto answer = audit::answer(example.index, {{Kind::package, "*"}}, 1, {}, false);
  CHECK(answer.found.size() == 1);
  CHECK(answer.left_out == 3);
  const auto old_one = audit::answer(example.index, {{Kind::package, "greet-1.0-1.x86_64"}}, 0, {}, false);
  REQUIRE(old_one.found.size() == 1);
  REQUIRE(old_one.found[0].withdrawn);
  CHECK(old_one.found[0].withdrawn->release == "1.1");
  CHECK(old_one.found[0].withdrawn->reason == "it deletes files");
}

TEST_CASE("packages without their source package") {
  Example example;
  const auto listed = audit::without_source(example.index);
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].package.nevra.str() == "greet-2:1.1~rc1-1.x86_64");
  CHECK(listed[0].package.source_stem == "greet-1.1~rc1-1");
  REQUIRE(listed[0].holders.size() == 1);
  CHECK(example.index.places()[listed[0].holders[0].place].name == "1.1");
}

TEST_CASE("packages of an upstream that has newer ones") {
  test::Releases releases;
  auto manifest = test::example_manifest();
  manifest.packages[0].origin =
      manifest::FromUpstream{.upstream = "os", .url = "https://os.example/greet.rpm"};
  manifest.packages[0].build.reset();
  const auto index = releases.open({releases.add("1.0", manifest)});
  const auto newest = [&](const std::string& evr) {
    return audit::outdated(index, {{"os", {{{"greet", "x86_64"}, rpm::Evr::parse(evr)}}}});
  };
  CHECK(newest("2:1.0-1").empty());
  CHECK(newest("9-1").empty());  // an epoch is missing
  REQUIRE(newest("2:1.0-2").size() == 1);
  CHECK(newest("2:1.0-2")[0].newest == "2:1.0-2");
  CHECK(audit::outdated(index, {{"other", {{{"greet", "x86_64"}, rpm::Evr::parse("9:9-9")}}}}).empty());
}

TEST_CASE("vulnerable packages: what advisories say about them, together") {
  Example example;
  const audit::Claim fixed{
      .name = "greet",
      .arch = "x86_64",
      .ranges = {{.introduced = {}, .fixed = rpm::Evr::parse("2:1.1-1"), .last_affected = {}}}};
  const audit::Advisory update{
      .id = "ACME-1", .type = "security", .aliases = {"CVE-2026-1", "CVE-2026-2"}, .claims = {fixed}};
  auto found = audit::find_vulnerable(example.index, {update}, false);
  CHECK(found.advisories == 1);
  REQUIRE(found.affected.size() == 4);  // two packages, two vulnerabilities
  CHECK(found.affected[0].vulnerability == "CVE-2026-1");
  CHECK(found.affected[0].package.nevra.str() == "greet-2:1.0-1.x86_64");
  CHECK(found.affected[0].fixed_in == "2:1.1-1");
  CHECK(found.affected[2].package.nevra.str() == "greet-2:1.1~rc1-1.x86_64");
  // Another advisory knows that one of them does not affect the package.
  audit::Claim none{.name = "greet", .status = audit::Status::not_affected};
  none.reason = "vulnerable_code_not_present";
  found = audit::find_vulnerable(example.index,
                                 {update, {.id = "VEX", .aliases = {"CVE-2026-2"}, .claims = {none}}}, false);
  CHECK(found.affected.size() == 2);
  REQUIRE(found.not_affected.size() == 2);
  CHECK(found.not_affected[0].reason == "vulnerable_code_not_present");
  // Bug fixes do not count, and claims about packages of other vendors only if asked for.
  audit::Advisory other = update;
  other.type = "bugfix";
  CHECK(audit::find_vulnerable(example.index, {other}, false).affected.empty());
  other = update;
  other.claims[0].vendor = "redhat";
  CHECK(audit::find_vulnerable(example.index, {other}, false).affected.empty());
  CHECK(audit::find_vulnerable(example.index, {other}, true).affected.size() == 4);
}

TEST_CASE("a question about an advisory tells which packages have it and which are fixed") {
  Example example;
  const audit::Claim fixed{
      .name = "greet",
      .arch = "x86_64",
      .ranges = {{.introduced = {}, .fixed = rpm::Evr::parse("2:1.1~rc1-1"), .last_affected = {}}}};
  const audit::Advisory update{
      .id = "ACME-1", .type = "security", .aliases = {"CVE-2026-1"}, .claims = {fixed}};
  const auto answer = audit::answer(example.index, {{Kind::advisory, "cve-2026-1"}}, 0, {update}, false);
  CHECK(test::short_answers(example.index, answer) ==
        Texts{"advisory greet-2:1.0-1.x86_64 1.0: affected", "advisory greet-2:1.1~rc1-1.x86_64 1.1: fixed"});
  CHECK(audit::answer(example.index, {{Kind::advisory, "CVE-2026-9"}}, 0, {update}, false).found.empty());
}
