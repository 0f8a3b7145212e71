// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/build.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::attest;

namespace {

Build example() {
  return {.package = "greet",
          .target = "el9",
          .package_parameters = {{"git", "https://example.org/greet"}, {"ref", "v1"}},
          .target_parameters = {{"arch", "x86_64"}},
          .engine = "builtin",
          .tool = "0.1.0",
          .source = {.name = {},
                     .uri = "git+https://example.org/greet@v1",
                     .algorithm = "gitCommit",
                     .digest = "c0ffee"},
          .downloads = {{.name = "buildroot", .uri = "https://example.org/buildroot", .digest = "dd"}},
          .buildroot_sha256 = "aa",
          .buildroot = Resource{.name = {}, .uri = "buildroots/aa.json", .digest = "ab"},
          .unsigned_source = {.name = "greet-1-1.src.rpm", .uri = {}, .digest = "11"},
          .unsigned_packages = {{.name = "greet-1-1.x86_64.rpm", .uri = {}, .digest = "22"}}};
}

const std::vector<Resource> k_subjects = {
    {.name = "p/greet-1-1.x86_64.rpm", .uri = "pkg:rpm/greet", .digest = "33"}};

}  // namespace

TEST_CASE("a build is written as SLSA provenance and read again") {
  const Build build = example();
  const std::string text = to_text(statement_of(build, k_subjects));
  const Statement statement = statement_of(text, "x");
  CHECK(statement.subjects == k_subjects);
  CHECK(statement.predicate_type == "https://slsa.dev/provenance/v1");
  const Build read = build_of(statement, "x");
  CHECK(read.package == build.package);
  CHECK(read.target == build.target);
  CHECK(read.package_parameters == build.package_parameters);
  CHECK(read.target_parameters == build.target_parameters);
  CHECK(read.engine == build.engine);
  CHECK(read.tool == build.tool);
  CHECK(read.source.digest == "c0ffee");
  CHECK(read.source.algorithm == "gitCommit");
  // A download may have any name.
  CHECK(read.downloads == build.downloads);
  REQUIRE(read.buildroot.has_value());
  CHECK(read.buildroot->digest == "ab");
  CHECK(read.buildroot_sha256 == "aa");
  CHECK(read.unsigned_source == build.unsigned_source);
  CHECK(read.unsigned_packages == build.unsigned_packages);
  // The same bytes again.
  CHECK(to_text(statement_of(read, k_subjects)) == text);
}

TEST_CASE("a build root that is not described is left out") {
  Build build = example();
  build.buildroot.reset();
  CHECK(!build_of(statement_of(to_text(statement_of(build, k_subjects)), "x"), "x").buildroot);
}

TEST_CASE("bad input: statements") {
  const auto check_refused = [](const std::string& text, const std::string& message) {
    CAPTURE(text);
    try {
      build_of(statement_of(text, "file"), "file");
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      CHECK(error.render().find(message) != std::string::npos);
    }
  };
  check_refused("x", "file has no in-toto statement");
  check_refused("{}", "file has no in-toto statement");
  check_refused(R"({"_type":"https://in-toto.io/Statement/v0.1","predicateType":"x","subject":[]})",
                "its type is not in-toto's Statement v1");
  check_refused(
      R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[{"digest":{"md5":"1"}}]})",
      "file has no in-toto statement");
  check_refused(R"({"_type":"https://in-toto.io/Statement/v1","predicateType":"x","subject":[]})",
                "file does not describe a build by rpmworks");
  Statement other = statement_of(example(), k_subjects);
  other.predicate_type = "https://slsa.dev/provenance/v0.2";
  check_refused(to_text(other), "it is not SLSA provenance v1");
  other = statement_of(example(), k_subjects);
  other.predicate["buildDefinition"]["buildType"] = "https://example.org/make";
  check_refused(to_text(other), "another program made it");
  other = statement_of(example(), k_subjects);
  other.predicate["buildDefinition"]["externalParameters"]["target"] = 3;
  check_refused(to_text(other), "must be objects");
}
