// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "audit/advisory.hpp"

using namespace rpmworks;
using audit::Claim;
using audit::Status;

namespace {

audit::Subject subject(const std::string& nevra, const std::string& source_evr = {}) {
  const auto parsed = rpm::Nevra::parse(nevra);
  return {.nevra = parsed,
          .source = "source",
          .source_evr = source_evr.empty() ? parsed.evr : rpm::Evr::parse(source_evr),
          .vendor = "almalinux"};
}

Claim fixed(const std::string& evr) {
  return {.name = "lib", .ranges = {{.introduced = {}, .fixed = rpm::Evr::parse(evr), .last_affected = {}}}};
}

std::optional<Status> status(const Claim& claim, const std::string& nevra, bool any_vendor = false) {
  return audit::status_of(claim, subject(nevra), any_vendor);
}

}  // namespace

TEST_CASE("versions are compared by rpm's order, with epoch and tilde") {
  CHECK(status(fixed("1.2-3"), "lib-1.2-2.x86_64") == Status::affected);
  CHECK(status(fixed("1.2-3"), "lib-1.2-3.x86_64") == Status::fixed);
  CHECK(status(fixed("1.10-1"), "lib-1.9-1.x86_64") == Status::affected);
  CHECK(status(fixed("1.2-3"), "lib-1:1.0-1.x86_64") == Status::fixed);
  CHECK(status(fixed("1:1.0-1"), "lib-2.0-1.x86_64") == Status::affected);
  CHECK(status(fixed("0:1.2-3"), "lib-1.2-3.x86_64") == Status::fixed);
  CHECK(status(fixed("1.2-3"), "lib-1.2~rc1-5.x86_64") == Status::affected);
  CHECK(status(fixed("1.2~rc2-1"), "lib-1.2-1.x86_64") == Status::fixed);
  CHECK(status(fixed("1.2-3"), "lib-1.2^git1-1.x86_64") == Status::fixed);
  CHECK(status(fixed("1.2"), "lib-1.2-1.x86_64") == Status::fixed);
}

TEST_CASE("a claim is about packages of its name, architecture, vendor and distribution") {
  Claim claim = fixed("2-1");
  CHECK_FALSE(status(claim, "other-1-1.x86_64"));
  claim.arch = "i686";
  CHECK_FALSE(status(claim, "lib-1-1.x86_64"));
  claim.arch = "x86_64";
  CHECK(status(claim, "lib-1-1.x86_64") == Status::affected);
  claim.vendor = "redhat";
  CHECK_FALSE(status(claim, "lib-1-1.x86_64"));
  CHECK(status(claim, "lib-1-1.x86_64", true) == Status::affected);
  claim.vendor = "almalinux";
  claim.major = "8";
  CHECK_FALSE(status(claim, "lib-1-1.el9_2.x86_64"));
  CHECK(status(claim, "lib-1-1.el8.x86_64") == Status::affected);
  CHECK(status(claim, "lib-1-1.x86_64") == Status::affected);
}

TEST_CASE("a claim about a source package is compared with its version") {
  Claim claim = fixed("5-1");
  claim.name = "source";
  CHECK_FALSE(audit::status_of(claim, subject("lib-9-1.x86_64", "4-1"), false));
  claim.names = Claim::Names::source;
  CHECK(audit::status_of(claim, subject("lib-9-1.x86_64", "4-1"), false) == Status::affected);
  CHECK(audit::status_of(claim, subject("lib-1-1.x86_64", "5-1"), false) == Status::fixed);
}

TEST_CASE("a claim about binary packages is not about the source package of that name") {
  Claim claim = fixed("5-1");
  CHECK_FALSE(status(claim, "lib-1-1.src"));
  claim.arch = "src";
  CHECK(status(claim, "lib-1-1.src") == Status::affected);
  CHECK_FALSE(status(claim, "lib-1-1.x86_64"));
}

TEST_CASE("ranges with a beginning, gaps and a last affected version; exact versions; all versions") {
  Claim claim{
      .name = "lib",
      .ranges = {
          {.introduced = rpm::Evr::parse("1-1"), .fixed = rpm::Evr::parse("2-1"), .last_affected = {}},
          {.introduced = rpm::Evr::parse("3-1"), .fixed = {}, .last_affected = rpm::Evr::parse("4-1")}}};
  CHECK_FALSE(status(claim, "lib-0-1.x86_64"));
  CHECK(status(claim, "lib-1-1.x86_64") == Status::affected);
  CHECK(status(claim, "lib-2-1.x86_64") == Status::fixed);
  CHECK(status(claim, "lib-3-1.x86_64") == Status::affected);
  CHECK(status(claim, "lib-4-1.x86_64") == Status::affected);
  CHECK(status(claim, "lib-5-1.x86_64") == Status::fixed);
  Claim exact{.name = "lib", .versions = {"0:1.0-1"}};
  CHECK(status(exact, "lib-1.0-1.x86_64") == Status::affected);
  CHECK_FALSE(status(exact, "lib-1.0-2.x86_64"));
  Claim all{.name = "lib", .status = Status::not_affected};
  CHECK(status(all, "lib-1.0-2.x86_64") == Status::not_affected);
}

TEST_CASE("an advisory survives the index") {
  audit::Advisory advisory{.id = "A-1",
                           .type = "security",
                           .severity = "Important",
                           .title = "a \"title\"",
                           .origin = "1.0/packages",
                           .aliases = {"CVE-2026-1"},
                           .claims = {fixed("1:2~rc1-3")}};
  advisory.claims[0].reason = "why";
  const Json json = audit::to_json(advisory);
  CHECK(audit::to_json(audit::advisory_from_json(Json::parse(json.dump()))) == json);
  CHECK_THROWS_AS(audit::advisory_from_json(Json::parse("{\"id\": \"A\"}")), JsonError);
  Json wrong = json;
  wrong["claims"] = Json::parse(
      R"([{"name":"a","names":9,"arch":"","distribution":"","vendor":"","major":"","status":0,"ranges":[],"versions":[],"reason":""}])");
  CHECK_THROWS_AS(audit::advisory_from_json(wrong), JsonError);
}
