// SPDX-License-Identifier: GPL-3.0-or-later
// Several targets in one release, and names that nothing refers to.
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

// Sections begin in line 7.
std::string product(const std::string& sections, const std::string& package = "{ git: . }") {
  return k_head +
         "targets:\n  el9: { buildroot: { repos: [hostbase] } }\n"
         "  el9-i686: { arch: i686, buildroot: { repos: [hostbase] } }\n"
         "packages: { a: " +
         package + " }\nrelease: { sections: {\n" + sections + " } }\n";
}

}  // namespace

TEST_CASE("a section that is split by architecture may be for several targets") {
  const Config config =
      parsed(product("  p/$basearch: { from: builds, target: [el9, el9-i686], sign: hostbase },\n"
                     "  s: { from: srpms, of: p/$basearch, sign: hostbase }"));
  CHECK(config.sections[0].target == "el9");
  CHECK(config.sections[0].more_targets == std::vector<std::string>{"el9-i686"});
  CHECK(config.sections[0].is_for("el9"));
  CHECK(config.sections[0].is_for("el9-i686"));
  CHECK_FALSE(config.sections[0].is_for("hostbase"));
  CHECK(config.sections[1].is_for("anything"));
  CHECK(config.section_of(config.packages.at("a"), "el9-i686").path == "p/$basearch");

  check_all({
      {product("  p: { from: builds, target: [el9, el9-i686], sign: hostbase }"),
       "8:22: 'target' of section 'p' has several targets, but its path does not split them by architecture",
       "write p/$basearch, or one section for each target"},
      {product("  p: { from: srpms, target: [el9, el9-i686], sign: hostbase }"),
       "8:21: 'target' of section 'p' has several targets, but source packages have no architecture",
       "write `of: SECTION` instead: it is then for the targets of that section"},
      {product("  p/$basearch: { from: upstream, upstream: hostbase, target: [el9, el9-i686] }"),
       "8:54: 'target' of section 'p/$basearch' has several targets, but packages of an upstream are "
       "selected "
       "for one target",
       "write one section for each target"},
      {product("  p/$basearch: { from: builds, target: [el9, el8], sign: hostbase }"),
       "8:46: no target is named 'el8'", "did you mean 'el9'?"},
  });
}

TEST_CASE("a package may go to another section for each target") {
  const std::string sections =
      "  el9: { from: builds, target: el9, sign: hostbase },\n"
      "  a: { from: builds, target: el9, sign: hostbase },\n"
      "  b: { from: builds, target: el9-i686, sign: hostbase }";
  const Config config = parsed(product(sections, "{ git: ., section: [a, b] }"));
  const PackageSource& package = config.packages.at("a");
  CHECK(config.section_of(package, "el9").path == "a");
  CHECK(config.section_of(package, "el9-i686").path == "b");
  const Config one = parsed(product(sections, "{ git: ., section: a }"));
  CHECK_THROWS_WITH_AS(one.section_of(one.packages.at("a"), "el9-i686"),
                       "no section contains the package 'a' of the target 'el9-i686'", Error);
}

TEST_CASE("keys and upstreams that nothing refers to") {
  const Config config = parsed(
      k_head +
      "keys:\n  signs: { homedir: g }\n  trusted: { public: t.asc }\n  verifies: { public: v.asc }\n"
      "  spare: { homedir: s }\n"
      "upstreams:\n  builds: { baseurl: b, trust: [trusted] }\n  clients: { baseurl: c, trust: [trusted] }\n"
      "  old: { baseurl: o, trust: [trusted] }\n"
      "targets: { t: { buildroot: { repos: [builds] } } }\n"
      "packages: { a: { git: ., ref: v1, verify: tag, trust: [verifies] } }\n"
      "release: { base: [clients], sections: { p: { from: builds, sign: signs } } }\n");
  REQUIRE(config.unused_keys.size() == 1);
  CHECK(*config.unused_keys[0] == "spare");
  CHECK(config.unused_keys[0].where.line == 7);
  REQUIRE(config.unused_upstreams.size() == 1);
  CHECK(*config.unused_upstreams[0] == "old");
  CHECK(parsed(k_head + "packages: { a: { git: . } }\n").unused_upstreams.empty());
}
