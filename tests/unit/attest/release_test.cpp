// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/release.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::attest;

namespace {

manifest::Manifest example() {
  manifest::Manifest made{.product = "acme", .release = "1.0+b", .created = "2026-11-23T01:02:03Z"};
  made.config_sha256 = "cc";
  made.tool = "rpmworks 0.1.0";
  manifest::Entry entry{.nevra = {}, .section = "p", .file = "p/a.rpm"};
  entry.sha256 = "aa";
  entry.purl = "pkg:rpm/a";
  entry.origin = manifest::FromGit{.url = "u", .ref = {}, .commit = "c0", .srpm_sha256 = {}, .verified = {}};
  made.packages.push_back(entry);
  return made;
}

}  // namespace

TEST_CASE("the release statement has the manifest and each package") {
  const Statement statement = release_statement(example(), "mm");
  REQUIRE(statement.subjects.size() == 2);
  CHECK(statement.subjects[0].name == "manifest.json");
  CHECK(statement.subjects[0].digest == "mm");
  CHECK(statement.subjects[1] == Resource{.name = "p/a.rpm", .uri = "pkg:rpm/a", .digest = "aa"});
  CHECK(statement.predicate.at("purl") == "pkg:generic/acme@1.0%2Bb");
  CHECK(statement.predicate.at("releaseId") == "1.0+b");
}

TEST_CASE("the verification summary claims no build level for packages of vendors") {
  manifest::Manifest made = example();
  const Statement own = verification_summary(made, "mm");
  CHECK(own.subjects.front().digest == "mm");
  CHECK(own.predicate.at("verificationResult") == "PASSED");
  CHECK(own.predicate.at("timeVerified") == "2026-11-23T01:02:03Z");
  CHECK(own.predicate.at("verifiedLevels").at(0) == "SLSA_BUILD_LEVEL_1");
  made.packages[0].origin = manifest::FromUpstream{.upstream = "epel", .url = {}};
  CHECK(verification_summary(made, "mm").predicate.at("verifiedLevels").at(0) ==
        "SLSA_BUILD_LEVEL_UNEVALUATED");
}
