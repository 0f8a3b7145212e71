// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/text.hpp"
#include "gates/gate.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

constexpr int64_t k_now = 1'800'000'000;  // 2027-01-15

manifest::Waiver waiver(const std::string& gate, const std::string& finding,
                        const std::string& expires = "2027-01-15") {
  return {.gate = gate, .finding = finding, .reason = "it works", .owner = "ann", .expires = expires};
}

struct Waiving {
  manifest::Manifest manifest;
  std::vector<gates::Check> checks = {
      gates::judged("closure", "el9", {{"a", "a is broken"}, {"b", "b is broken"}}),
      gates::judged("closure", "el8", {{"a", "a is broken there"}}),
      gates::judged("signatures", "packages", {{"a", "not signed"}}, ExitCode::trust),
      gates::not_checked("lost", "el9", "no base")};

  gates::Check apply() { return gates::apply_waivers(manifest, "p 1", nullptr, k_now, checks); }
  std::string findings_of_waivers() {
    std::vector<std::string> lines;
    for (const auto& finding : apply().findings) lines.push_back(finding.id + " | " + finding.text);
    return join(lines, "\n");
  }
};

}  // namespace

TEST_CASE("a waiver accepts exactly one finding, wherever its gate has it") {
  Waiving w;
  w.manifest.waivers = {waiver("closure", "a")};
  const gates::Check check = w.apply();
  CHECK(check.passed);
  CHECK(check.name == "waivers");
  CHECK(w.checks[0].findings == std::vector<gates::Finding>{{"b", "b is broken"}});
  REQUIRE(w.checks[0].waived.size() == 1);
  CHECK(w.checks[0].waived[0].finding.text == "a is broken");
  CHECK(w.checks[0].waived[0].waiver.owner == "ann");
  CHECK_FALSE(w.checks[0].passed);
  CHECK(w.checks[1].passed);
  CHECK_FALSE(w.checks[2].passed);
}

TEST_CASE("waivers that fail themselves") {
  Waiving w;
  SUBCASE("unused") {
    w.manifest.waivers = {waiver("closure", "c")};
    CHECK(w.findings_of_waivers() ==
          "closure: c | the waiver for 'c' of the gate closure (by ann: it works) is not used: the gate has "
          "no such "
          "finding, so remove the waiver");
    CHECK(w.checks[0].findings.size() == 2);
  }
  SUBCASE("expired: it accepts nothing") {
    w.manifest.waivers = {waiver("closure", "b", "2027-01-14")};
    CHECK(w.findings_of_waivers() ==
          "closure: b | the waiver for 'b' of the gate closure (by ann: it works) expired on 2027-01-14: "
          "correct "
          "the finding, or decide again");
    CHECK(w.checks[0].findings.size() == 2);
  }
  SUBCASE("but not in a release from which packages were withdrawn") {
    w.manifest.waivers = {waiver("closure", "c"), waiver("closure", "b", "2027-01-14")};
    w.manifest.withdrawn = {{.nevra = "c", .section = "s", .sha256 = "", .release = "1", .reason = ""}};
    CHECK(w.findings_of_waivers() == "");
    CHECK(w.checks[0].waived.size() == 1);
  }
  SUBCASE("for a gate that cannot be waived") {
    w.manifest.waivers = {waiver("signatures", "a")};
    CHECK(w.findings_of_waivers() ==
          "signatures: a | the waiver for 'a' of the gate signatures (by ann: it works) has no effect: "
          "findings of "
          "this gate cannot be waived");
    CHECK(w.checks[2].findings.size() == 1);
  }
  SUBCASE("of a gate that did not run: nothing is known") {
    w.manifest.waivers = {waiver("lost", "x")};
    const gates::Check check = w.apply();
    CHECK(check.passed);
    CHECK(join(check.notes, "\n") ==
          "whether all waivers for the gate lost are used is not known: the gate could not check everything");
  }
}

TEST_CASE("waivers of repos.yaml are in the manifest, and apply wherever the release is") {
  Product product;
  product.add("nothing",
              build_package(product.folder.path() / "made", {.name = "nothing", .is_empty = true}));
  product.config.waivers = {{.gate = "empty",
                             .finding = "nothing.noarch",
                             .reason = "a placeholder",
                             .owner = "ann",
                             .expires = "2999-12-31",
                             .where = {.file = "repos.yaml", .line = 7, .column = 5}}};
  const auto composed = product.compose();
  REQUIRE(composed.manifest.waivers.size() == 1);
  CHECK(gates::worst_of(gates::verify(composed.folder, Reporter::silent(), 1)) == ExitCode::done);
  const auto read = manifest::Manifest::from_json(composed.manifest.to_json(), "manifest.json");
  CHECK(read.waivers == composed.manifest.waivers);

  product.inputs.release = "1.0.1";
  product.config.waivers.front().finding = "other.noarch";
  try {
    product.compose();
    FAIL("it was composed");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::gate);
    CHECK(says(error.what(), "'empty' (greetings 1.0.1), 'waivers' (greetings 1.0.1)"));
  }
}
