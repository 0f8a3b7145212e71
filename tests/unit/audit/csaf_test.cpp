// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "audit/readers.hpp"
#include "core/error.hpp"

using namespace rpmworks;
using audit::Claim;
using audit::Status;

namespace {

// A VEX document in the form of Red Hat's: packages as components of platforms.
std::string csaf(const std::string& status, const std::string& more = {}) {
  return R"({"document": {"csaf_version": "2.0", "title": "lib: a fault", "aggregate_severity": {"text": "moderate"},
    "tracking": {"id": "CVE-2026-1", "status": "final"}},
  "product_tree": {"branches": [{"category": "vendor", "name": "Red Hat", "branches": [
    {"category": "product_name", "name": "BaseOS", "product": {"name": "BaseOS 9", "product_id": "BaseOS-9",
      "product_identification_helper": {"cpe": "cpe:/o:redhat:enterprise_linux:9::baseos"}}},
    {"category": "product_version", "name": "lib-2-1", "product": {"name": "lib-2-1", "product_id": "lib-2-1.x86_64",
      "product_identification_helper": {"purl": "pkg:rpm/redhat/lib@2-1.el9?arch=x86_64&epoch=1"}}},
    {"category": "product_version", "name": "lib", "product": {"name": "lib", "product_id": "lib",
      "product_identification_helper": {"purl": "pkg:rpm/redhat/lib?arch=src"}}},
    {"category": "product_version", "name": "oci", "product": {"name": "oci", "product_id": "image",
      "product_identification_helper": {"purl": "pkg:oci/lib@sha256:00"}}}]}],
   "relationships": [
    {"category": "default_component_of", "full_product_name": {"name": "lib in BaseOS", "product_id": "BaseOS-9:lib-2-1.x86_64"},
     "product_reference": "lib-2-1.x86_64", "relates_to_product_reference": "BaseOS-9"},
    {"category": "default_component_of", "full_product_name": {"name": "lib in BaseOS", "product_id": "BaseOS-9:lib"},
     "product_reference": "lib", "relates_to_product_reference": "BaseOS-9"},
    {"category": "default_component_of", "full_product_name": {"name": "image", "product_id": "BaseOS-9:image"},
     "product_reference": "image", "relates_to_product_reference": "BaseOS-9"}]},
  "vulnerabilities": [{"cve": "CVE-2026-1", "product_status": )" +
         status + more + "}]}";
}

std::string error_of(const std::string& text) {
  try {
    audit::read_csaf(text, "vex.json");
    return "no error";
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    return error.render();
  }
}

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a fixed product is a version in which a package is fixed") {
  const auto all = audit::read_csaf(
      csaf(R"({"fixed": ["BaseOS-9:lib-2-1.x86_64", "BaseOS-9:image", "unknown"]})"), "vex.json");
  REQUIRE(all.size() == 1);
  CHECK(all[0].id == "CVE-2026-1");
  CHECK(all[0].severity == "moderate");
  REQUIRE(all[0].claims.size() == 1);
  const Claim& claim = all[0].claims[0];
  CHECK(claim.name == "lib");
  CHECK(claim.names == Claim::Names::binary);
  CHECK(claim.arch == "x86_64");
  CHECK(claim.vendor == "redhat");
  CHECK(claim.major == "9");
  CHECK(claim.distribution == "BaseOS 9");
  CHECK(claim.status == Status::affected);
  CHECK(claim.ranges.at(0).fixed->str() == "1:2-1.el9");
}

TEST_CASE("known products, with and without a version, and why they are not affected") {
  const auto affected = audit::read_csaf(csaf(R"({"known_affected": ["BaseOS-9:lib"]})"), "vex.json");
  REQUIRE(affected.at(0).claims.size() == 1);
  CHECK(affected[0].claims[0].names == Claim::Names::source);
  CHECK(affected[0].claims[0].is_for_all());
  CHECK(affected[0].claims[0].status == Status::affected);
  const auto not_affected = audit::read_csaf(
      csaf(R"({"known_not_affected": ["BaseOS-9:lib-2-1.x86_64", "BaseOS-9:lib"]})",
           R"(, "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["BaseOS-9:lib"]}],
               "threats": [{"category": "impact", "details": "not built", "product_ids": ["BaseOS-9:lib-2-1.x86_64"]}])"),
      "vex.json");
  REQUIRE(not_affected.at(0).claims.size() == 2);
  CHECK(not_affected[0].claims[0].versions == std::vector<std::string>{"1:2-1.el9"});
  CHECK(not_affected[0].claims[0].reason == "not built");
  CHECK(not_affected[0].claims[1].status == Status::not_affected);
  CHECK(not_affected[0].claims[1].reason == "vulnerable_code_not_present");
  const auto open = audit::read_csaf(csaf(R"({"under_investigation": ["lib"]})"), "vex.json");
  CHECK(open.at(0).claims.at(0).status == Status::under_investigation);
}

TEST_CASE("bad CSAF files are errors with their position") {
  CHECK(contains(
      error_of("{\"document\":\n{\"csaf_version\": \"1.2\"}}"),
      "vex.json:2:18: error: this is not a CSAF document: 2.0 was expected here (at document.csaf_version)"));
  CHECK(contains(error_of(csaf(R"({"fixed": "lib"})")),
                 "a list was expected here (at vulnerabilities.0.product_status.fixed)"));
  CHECK(contains(error_of(csaf(R"({"fixed": [7]})")), "a text was expected here"));
  CHECK(contains(
      error_of(
          R"({"document": {"csaf_version": "2.0", "tracking": {"id": "A"}}, "product_tree": {"full_product_names":
     [{"name": "a", "product_id": "x"}, {"name": "b", "product_id": "x"}]}})"),
      "another product has the same id"));
  // Relationships in a circle end.
  CHECK(audit::read_csaf(
            R"({"document": {"csaf_version": "2.0", "title": "t", "tracking": {"id": "A"}}, "product_tree":
     {"relationships": [{"full_product_name": {"name": "a", "product_id": "a"}, "product_reference": "a",
      "relates_to_product_reference": "a"}]}, "vulnerabilities": [{"product_status": {"fixed": ["a"]}}]})",
            "vex.json")
            .at(0)
            .claims.empty());
}
