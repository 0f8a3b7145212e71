// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

TEST_CASE("submodules are included unless repos.yaml says otherwise") {
  const Config config = parse(k_head +
                                  "packages:\n  a: { git: a }\n  b: { git: b, submodules: true }\n"
                                  "  c: { git: c, submodules: false }\n",
                              "/product/repos.yaml", k_hostbase);
  CHECK(config.packages.at("a").recipe.submodules);
  CHECK(config.packages.at("b").recipe.submodules);
  CHECK_FALSE(config.packages.at("c").recipe.submodules);
}

TEST_CASE("superprojects are read") {
  const Config config =
      parse(k_head +
                "superprojects:\n  - { git: ../altai }\n"
                "  - { git: 'git@host:altai.git', ref: v1, under: repos/, url-base: "
                "'https://host/a/', gear: never, only: [repos/], except: [\"*-test\", a/b] }\n",
            "/product/repos.yaml", k_hostbase);
  REQUIRE(config.superprojects.size() == 2);
  const Superproject& plain = config.superprojects[0];
  CHECK(plain.git == "/altai");
  CHECK(plain.ref.empty());
  CHECK(plain.under.empty());
  CHECK(plain.url_base.empty());
  CHECK(plain.gear == Recipe::Rules::automatic);
  CHECK(plain.where.line == 4);
  CHECK(plain.only.empty());
  CHECK(plain.except.empty());
  const Superproject& full = config.superprojects[1];
  CHECK(full.git == "git@host:altai.git");
  CHECK(full.ref == "v1");
  CHECK(full.under == "repos");
  CHECK(full.url_base == "https://host/a");
  CHECK(full.gear == Recipe::Rules::never);
  REQUIRE(full.only.size() == 1);
  CHECK(*full.only[0] == "repos");
  REQUIRE(full.except.size() == 2);
  CHECK(*full.except[0] == "*-test");
  CHECK(full.except[1].where.line == 5);
}

TEST_CASE("bad input: submodules") {
  check_all({
      {k_head + "superprojects:\n  - { git: x, gear: nevr }\n", "4:21: 'gear' of superproject 1 is 'nevr'",
       "did you mean 'never'?"},
      {k_head + "packages:\n  a: { git: a, submodules: yes }\n", "4:28: 'submodules' of package 'a' is 'yes'",
       "use one of: true, false"},
      {k_head + "packages:\n  a: { srpm: a-1-1.src.rpm, submodules: false }\n",
       "4:29: 'submodules' of package 'a' is only valid with `git`: a source package is used as it is",
       "remove it"},
      {k_head + "superprojects:\n  - { git: x, except: ['!y'] }\n",
       "4:24: '!y' is not a valid pattern for submodules",
       "write a name or a path; * ? [a-z] and ** are wildcards: \"*-test\", openstack/nova"},
      {k_head + "superprojects:\n  - { git: x, only: [a/../b] }\n",
       "4:22: 'a/../b' is not a valid pattern for submodules",
       "write a name or a path; * ? [a-z] and ** are wildcards: \"*-test\", openstack/nova"},
      {k_head + "superprojects:\n  - { git: x, under: ../y }\n",
       "4:22: 'under' of superproject 1 is '../y', which points outside of its folder",
       "write it without '..'"},
      {k_head + "superprojects:\n  - { git: x, url-base: 'ext::sh' }\n",
       "4:25: 'url-base' of superproject 1 is 'ext::sh'",
       "use https://, ssh://, git://, file://, host:path or a path"},
  });
}
