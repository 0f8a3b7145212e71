// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

/// A release whose further keys begin in column 3 of line 4.
std::string with(const std::string& keys) {
  return k_head + "release:\n  " + keys + "\n  sections: { a: { from: builds, sign: hostbase } }\n";
}

std::string waiver(const std::string& gate, const std::string& expires = "2027-03-31") {
  return "{ gate: " + gate +
         ", finding: \"app-1-1.noarch\", reason: it works, owner: ann, expires: " + expires + " }";
}

}  // namespace

TEST_CASE("waivers and allowed licences") {
  const Config config =
      parsed(with("waivers: [" + waiver("closure") + "]\n  gates: { licenses: [MIT, GPLv2+] }"));
  REQUIRE(config.waivers.size() == 1);
  const Waiver& one = config.waivers.front();
  CHECK(one.gate == "closure");
  CHECK(one.finding == "app-1-1.noarch");
  CHECK(one.reason == "it works");
  CHECK(one.owner == "ann");
  CHECK(one.expires == "2027-03-31");
  CHECK(one.where.line == 4);
  REQUIRE(config.allowed_licenses.size() == 2);
  CHECK(*config.allowed_licenses[1] == "GPLv2+");
  CHECK(parsed(with("targets:")).allowed_licenses.empty());
}

TEST_CASE("bad input: waivers") {
  check_all({
      {with("waivers: [" + waiver("closre") + "]"), "4:21: no gate is named 'closre'",
       "did you mean 'closure'?"},
      {with("waivers: [" + waiver("signatures") + "]"),
       "4:21: findings of the gate 'signatures' cannot be waived",
       "a release with such a finding is damaged or not trustworthy: compose it again"},
      {with("waivers: [" + waiver("closure", "2027-02-30") + "]"),
       "4:96: 'expires' of waiver 1 is not a date: '2027-02-30'",
       "write the last day on which the waiver is valid: 2027-03-31"},
      {with("waivers: [" + waiver("closure", "31.3.2027") + "]"),
       "4:96: 'expires' of waiver 1 is not a date: '31.3.2027'",
       "write the last day on which the waiver is valid: 2027-03-31"},
      {with("waivers: [{ gate: closure, finding: x, owner: ann, expires: 2027-03-31 }]"),
       "4:13: 'reason' is missing in waiver 1", "say why the finding is acceptable"},
      {with("waivers: [" + waiver("closure") + ", " + waiver("closure") + "]"),
       "4:110: two waivers for the finding 'app-1-1.noarch' of the gate 'closure'", ""},
      {with("gates: { licenses: [] }"), "4:12: 'licenses' of 'gates' of 'release' is empty",
       "list the licences that the release may contain, or remove the entry to allow all"},
  });
}
