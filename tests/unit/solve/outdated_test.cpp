// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "selection_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// "FROM -> TO, moves …, breaks …"
Strings trials(const ReleaseFixture& f) {
  const solve::Selector selector(f.request);
  const solve::Selection selection = selector.select();
  CHECK(lines_of(selection.problems).empty());
  Strings result;
  for (const solve::WhatIf& one : selector.outdated(selection)) {
    std::string line = one.from.str() + " -> " + one.to.str();
    for (const auto& [from, to] : one.moves)
      line += ", moves " + (from.name.empty() ? std::string("nothing") : from.str()) + " -> " + to.str();
    for (const solve::Problem& problem : one.breaks) line += ", breaks " + problem.requirement;
    if (!one.breaks.empty()) CHECK_FALSE(one.breaks.front().explanation.empty());
    CHECK(one.size == 1234 * (1 + one.moves.size()));
    result.push_back(line);
  }
  return result;
}

rpm::Nevra nevra(const std::string& text) {
  return rpm::Nevra::parse(text);
}

}  // namespace

TEST_CASE("updates that are safe alone, move others, or break something") {
  ReleaseFixture f(std::vector<Listed>{{.name = "base-lib"}});
  f.apps({{.name = "app", .requires_ = {"safe", "exact", "api = 1", "needy"}}});
  f.section("epel", {{.name = "safe", .version = "1"},
                     {.name = "safe", .version = "2", .requires_ = {"base-lib"}},
                     {.name = "safe", .version = "3", .requires_ = {"nowhere"}},
                     {.name = "exact", .version = "1", .requires_ = {"exact-libs = 1"}},
                     {.name = "exact", .version = "2", .requires_ = {"exact-libs = 2"}},
                     {.name = "exact-libs", .version = "1"},
                     {.name = "exact-libs", .version = "2"},
                     {.name = "api", .version = "1"},
                     {.name = "api", .version = "2"},
                     {.name = "needy", .version = "1"},
                     {.name = "needy", .version = "2", .requires_ = {"extra"}},
                     {.name = "extra"}});
  f.request.earlier = {nevra("safe-1-1.noarch"), nevra("exact-1-1.noarch"), nevra("exact-libs-1-1.noarch"),
                       nevra("needy-1-1.noarch")};
  CHECK(trials(f) ==
        Strings{"api-1-1.noarch -> api-2-1.noarch, breaks app-1.0-1.noarch",
                "exact-1-1.noarch -> exact-2-1.noarch, moves exact-libs-1-1.noarch -> exact-libs-2-1.noarch",
                "exact-libs-1-1.noarch -> exact-libs-2-1.noarch, moves exact-1-1.noarch -> exact-2-1.noarch",
                "needy-1-1.noarch -> needy-2-1.noarch, moves nothing -> extra-1.0-1.noarch",
                "safe-1-1.noarch -> safe-2-1.noarch",
                "safe-1-1.noarch -> safe-3-1.noarch, breaks safe-3-1.noarch"});
}

TEST_CASE("an update that conflicts with a package that is needed with it breaks") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib", "foe"}}, {.name = "loner", .conflicts = {"lib >= 2"}}});
  f.section("epel", {{.name = "lib", .version = "1"},
                     {.name = "lib", .version = "2", .conflicts = {"foe"}},
                     {.name = "foe"}});
  f.request.earlier = {nevra("lib-1-1.noarch")};
  CHECK(trials(f) == Strings{"lib-1-1.noarch -> lib-2-1.noarch, breaks app-1.0-1.noarch"});
}

TEST_CASE("versions that the rules refuse are not tried") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib"}}});
  f.section("epel", {{.name = "lib", .version = "1"}, {.name = "lib", .version = "2"}}).pin = {
      {"lib", {"1", {}}}};
  CHECK(trials(f).empty());
}
