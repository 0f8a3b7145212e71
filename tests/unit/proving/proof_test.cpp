// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/json.hpp"
#include "proving/prove.hpp"

using namespace rpmworks;
using namespace rpmworks::proving;
using Outcome = PackageProof::Outcome;

namespace {

PackageProof package(const std::string& file, Outcome outcome, const std::string& why = {}) {
  return {.file = file, .nevra = file, .sha256 = file + "-sha", .outcome = outcome, .why = why, .note = {}};
}

}  // namespace

TEST_CASE("only packages that were to be made again count") {
  Proof proof{.manifest = {}, .manifest_sha256 = "mm", .packages = {}};
  proof.packages = {package("a", Outcome::reproduced), package("b", Outcome::not_ours),
                    package("c", Outcome::given), package("d", Outcome::not_asked)};
  CHECK(proof.count_tried() == 1);
  CHECK(proof.is_complete());
  proof.packages.push_back(package("e", Outcome::not_rebuilt, "no root"));
  CHECK(!proof.is_complete());
  proof.packages.back().outcome = Outcome::differs;
  CHECK(!proof.is_complete());
  CHECK(proof.count_tried() == 2);
  proof.packages = {package("b", Outcome::not_ours)};
  CHECK(!proof.is_complete());
}

TEST_CASE("the statement names what was reproduced and what was not, and why") {
  Proof proof{.manifest = {}, .manifest_sha256 = "mm", .packages = {}};
  proof.packages = {package("a", Outcome::reproduced), package("b", Outcome::not_ours),
                    package("c", Outcome::differs, "/opt/c: 1 as published, 2 here")};
  const Json json = Json::parse(proof_statement(proof));
  CHECK(json["subject"].size() == 2);
  CHECK(json["subject"][size_t{0}]["digest"]["sha256"] == "mm");
  CHECK(json["subject"][size_t{1}]["name"] == "a");
  CHECK(json["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1");
  const Json& predicate = json["predicate"];
  CHECK(predicate["result"] == "FAILED");
  CHECK(predicate["passedTests"].dump() == R"(["a"])");
  CHECK(predicate["failedTests"].dump() == R"(["c"])");
  CHECK(predicate["configuration"][size_t{0}]["digest"]["sha256"] == "mm");
  CHECK(predicate["rpmworks_findings"][size_t{0}]["outcome"] == "not ours");
  CHECK(predicate["rpmworks_findings"][size_t{1}]["why"] == "/opt/c: 1 as published, 2 here");
  // A proof of some packages says nothing about the release.
  proof.packages.push_back(package("d", Outcome::not_asked));
  const Json partial = Json::parse(proof_statement(proof));
  CHECK(partial["subject"].size() == 1);
  CHECK(partial["subject"][size_t{0}]["name"] == "a");
}
