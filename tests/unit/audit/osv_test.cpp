// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "audit/readers.hpp"
#include "core/error.hpp"

using namespace rpmworks;
using audit::Claim;

namespace {

std::string osv(const std::string& affected, const std::string& more = {}) {
  return R"({"id": "ALSA-2026:1", "modified": "2026-01-01T00:00:00Z", "summary": "Important: lib security update",)" +
         more + R"("related": ["CVE-2026-1", "CVE-2026-2"], "affected": [)" + affected + "]}";
}

std::string error_of(const std::string& text) {
  try {
    audit::read_osv(text, "a.json");
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

TEST_CASE("an advisory of AlmaLinux names binary packages") {
  const auto advisory = audit::read_osv(
      osv(R"({"package": {"ecosystem": "AlmaLinux:9", "name": "lib"}, "ranges": [{"type": "ECOSYSTEM", "events":
             [{"introduced": "0"}, {"fixed": "1:2.0-3.el9_3"}]}]})"),
      "a.json");
  CHECK(advisory.id == "ALSA-2026:1");
  CHECK(advisory.severity == "Important");
  CHECK(advisory.vulnerabilities() == std::vector<std::string>{"CVE-2026-1", "CVE-2026-2"});
  CHECK(advisory.is_about("alsa-2026:1"));
  CHECK(advisory.is_about("cve-2026-2"));
  CHECK_FALSE(advisory.is_about("CVE-2026-3"));
  REQUIRE(advisory.claims.size() == 1);
  const Claim& claim = advisory.claims[0];
  CHECK(claim.name == "lib");
  CHECK(claim.names == Claim::Names::binary);
  CHECK(claim.vendor == "almalinux");
  CHECK(claim.major == "9");
  REQUIRE(claim.ranges.size() == 1);
  CHECK_FALSE(claim.ranges[0].introduced);
  CHECK(claim.ranges[0].fixed->str() == "1:2.0-3.el9_3");
}

TEST_CASE("SUSE lists the binary packages beside the source package; Red Hat has a CPE") {
  const auto suse = audit::read_osv(
      osv(R"({"package": {"ecosystem": "SUSE:Linux Enterprise Server 15 SP5", "name": "lib"}, "ecosystem_specific":
             {"binaries": [{"lib1": "2-1", "lib-devel": "2-1"}]}, "ranges": [{"type": "ECOSYSTEM", "events":
             [{"introduced": "0"}, {"fixed": "2-1"}]}]})"),
      "a.json");
  REQUIRE(suse.claims.size() == 2);
  CHECK(suse.claims[0].name == "lib1");
  CHECK(suse.claims[0].names == Claim::Names::binary);
  CHECK(suse.claims[1].name == "lib-devel");
  const auto redhat = audit::read_osv(
      osv(R"({"package": {"ecosystem": "Red Hat:enterprise_linux:8::baseos", "name": "lib"}, "ranges":
             [{"type": "ECOSYSTEM", "events": [{"introduced": "1-1"}, {"last_affected": "2-1"}]}]})"),
      "a.json");
  REQUIRE(redhat.claims.size() == 1);
  CHECK(redhat.claims[0].major == "8");
  CHECK(redhat.claims[0].ranges[0].introduced->str() == "1-1");
  CHECK(redhat.claims[0].ranges[0].last_affected->str() == "2-1");
}

TEST_CASE("other ecosystems, ranges of git and withdrawn advisories claim nothing about packages") {
  const std::string range = R"("ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}])";
  CHECK(audit::read_osv(osv(R"({"package": {"ecosystem": "PyPI", "name": "lib"},)" + range + "}"), "a")
            .claims.empty());
  CHECK(
      audit::read_osv(osv(R"({"package": {"ecosystem": "AlmaLinux", "name": "lib"}, "ranges": [{"type": "GIT",
      "repo": "https://git.example", "events": [{"introduced": "0"}]}]})"),
                      "a")
          .claims.empty());
  const std::string alma = R"({"package": {"ecosystem": "AlmaLinux", "name": "lib"},)" + range + "}";
  CHECK(audit::read_osv(osv(alma), "a").claims.size() == 1);
  CHECK(audit::read_osv(osv(alma, R"("withdrawn": "2026-02-01T00:00:00Z",)"), "a").claims.empty());
  CHECK(audit::read_osv(osv(alma, R"("aliases": null,)"), "a").claims.size() == 1);
}

TEST_CASE("bug fixes and enhancements of enterprise Linux are not about security") {
  const auto type = [](const std::string& id) {
    return audit::read_osv(R"({"modified": "2026-01-01T00:00:00Z", "id": ")" + id + "\"}", "a.json").type;
  };
  CHECK(type("ALBA-2026:1") == "bugfix");
  CHECK(type("RHEA-2026:1") == "enhancement");
  CHECK(type("ALSA-2026:1").empty());
  CHECK(type("CVE-2026-1").empty());
}

TEST_CASE("bad OSV files are errors with their position") {
  CHECK(contains(error_of("{\n \"id\": \"A\",\n nonsense}"), "a.json:3:"));
  CHECK(contains(error_of("{\n\"id\": 5}"),
                 "a.json:2:7: error: this is not an OSV advisory: a text was expected here (at id)"));
  CHECK(contains(error_of("[]"), "an object was expected here"));
  CHECK(contains(error_of(R"({"id": "A"})"), "'modified' is missing"));
  CHECK(contains(error_of(osv(R"({"package": {"ecosystem": "AlmaLinux"}})")),
                 "'name' is missing (at affected.0.package)"));
  CHECK(contains(
      error_of(osv(R"({"package": {"ecosystem": "AlmaLinux", "name": "lib"}, "ranges": [{"type": "ECOSYSTEM",
      "events": [{"fixed": "1-1"}]}]})")),
      "no 'introduced' comes before it (at affected.0.ranges.0.events.0)"));
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  CHECK(contains(error_of(R"({"id": "A", "x": )" + deep + "}"), "this is not an OSV advisory"));
}
