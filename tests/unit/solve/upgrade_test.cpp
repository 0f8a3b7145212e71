// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/upgrade.hpp"

#include <doctest/doctest.h>

#include "upgrade_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

TEST_CASE("newer versions, what they need, and new packages") {
  UpgradeFixture f({{.name = "glibc"}, {.name = "extra"}},
                   {{.name = "app", .version = "2", .requires_ = {"glibc", "extra", "lib"}},
                    {.name = "lib", .version = "1"},
                    {.name = "same"},
                    {.name = "tool"}});
  f.earlier({{.name = "app", .version = "1", .requires_ = {"glibc"}}, {.name = "same"}});
  const auto path = f.path();
  CHECK(path.from == "1.0");
  REQUIRE(path.systems.size() == 1);
  const auto& system = path.systems.front();
  CHECK(commands(system) == Lines{"upgrade", "install tool"});
  CHECK(changes(system) == Lines{"upgraded app-1-1.noarch -> app-2-1.noarch", "added -> lib-1-1.noarch",
                                 "added -> tool-1.0-1.noarch"});
  CHECK(system.abandoned.empty());
  CHECK_FALSE(system.is_blocked);
  CHECK(stuck(system).empty());
  CHECK(nevras(system.before) == Lines{"app-1-1.noarch", "same-1.0-1.noarch"});
  CHECK(nevras(system.after) ==
        Lines{"app-2-1.noarch", "lib-1-1.noarch", "same-1.0-1.noarch", "tool-1.0-1.noarch"});
  CHECK(system.unchanged == 1);
  CHECK(path.moved.empty());
  CHECK(path.not_installed.empty());
}

TEST_CASE("a release that has the same packages needs no command") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .requires_ = {"glibc"}}});
  f.earlier({{.name = "app", .requires_ = {"glibc"}}});
  const auto path = f.path();
  CHECK(commands(path.systems.at(0)).empty());
  CHECK(changes(path.systems[0]).empty());
  CHECK(stuck(path.systems[0]).empty());
}

TEST_CASE("a lower version needs distro-sync") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "1"}, {.name = "lib", .version = "3"}});
  f.earlier({{.name = "app", .version = "2"}, {.name = "lib", .version = "2"}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade", "distro-sync app"});
  CHECK(changes(system) ==
        Lines{"downgraded app-2-1.noarch -> app-1-1.noarch", "upgraded lib-2-1.noarch -> lib-3-1.noarch"});
  CHECK(stuck(system).empty());
}

TEST_CASE("lower and newer versions that need each other change together") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "2", .requires_ = {"lib = 1-1"}},
                                         {.name = "lib", .version = "1"}});
  f.earlier({{.name = "app", .version = "1", .requires_ = {"lib = 2-1"}}, {.name = "lib", .version = "2"}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"distro-sync lib"});
  CHECK_FALSE(system.is_blocked);
  CHECK(stuck(system).empty());
}

TEST_CASE("a package that the release lacks and that nothing obsoletes") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "2"}});
  f.earlier({{.name = "app", .version = "1"}, {.name = "old"}, {.name = "user", .requires_ = {"old"}}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade", "remove old user"});
  CHECK(nevras(system.abandoned) == Lines{"old-1.0-1.noarch", "user-1.0-1.noarch"});
  CHECK(changes(system) == Lines{"upgraded app-1-1.noarch -> app-2-1.noarch", "removed old-1.0-1.noarch",
                                 "removed user-1.0-1.noarch"});
  CHECK_FALSE(system.is_blocked);
  CHECK(stuck(system).empty());
}

TEST_CASE("a removal takes a package along that the release has") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .requires_ = {"(old or glibc)"}},
                                         {.name = "user", .requires_ = {"old"}}});
  // The release cannot have it: `user` is not installable any more.
  f.earlier({{.name = "old"}, {.name = "user", .requires_ = {"old"}}});
  const auto system = f.path().systems.at(0);
  CHECK(nevras(system.abandoned) == Lines{"old-1.0-1.noarch"});
  REQUIRE(system.stuck.size() == 1);
  CHECK(stuck(system) ==
        Lines{"user-1.0-1.noarch -> user-1.0-1.noarch: nothing provides old needed by user-1.0-1.noarch"});
}

TEST_CASE("a package that another one obsoletes") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "new", .provides = {"old = 2"}, .obsoletes = {"old < 2"}},
                                         {.name = "user", .requires_ = {"old"}}});
  f.earlier({{.name = "old"}, {.name = "user", .requires_ = {"old"}}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade"});
  CHECK(changes(system) == Lines{"replaced old-1.0-1.noarch -> new-1.0-1.noarch"});
  CHECK(system.abandoned.empty());
  CHECK(stuck(system).empty());
}

TEST_CASE("a renamed package without Obsoletes is swapped") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "new", .conflicts = {"old"}}});
  f.earlier({{.name = "old"}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"swap old new"});
  CHECK(nevras(system.abandoned) == Lines{"old-1.0-1.noarch"});
  CHECK(stuck(system).empty());
}

TEST_CASE("other contents in the same version are installed again") {
  UpgradeFixture f({{.name = "glibc"}});
  f.section({{.name = "app"}, {.name = "lib"}}, "packages", "rebuilt");
  f.earlier({{.name = "app"}, {.name = "lib"}});
  CHECK(commands(f.path().systems.at(0)) == Lines{"reinstall app lib"});
  CHECK(changes(f.path().systems.at(0)) == Lines{"rebuilt app-1.0-1.noarch -> app-1.0-1.noarch",
                                                 "rebuilt lib-1.0-1.noarch -> lib-1.0-1.noarch"});
  CHECK(stuck(f.path().systems.at(0)).empty());
  // Unless only the signature differs.
  f.request.same_package = [](const std::string& release, const upstream::Location& before,
                              const upstream::Location& after) {
    CHECK(release == "1.0");
    CHECK(before.repository == "packages");
    CHECK(after.repository == "packages");
    return before.nevra.name == "app";
  };
  CHECK(commands(f.path().systems.at(0)) == Lines{"reinstall lib"});
}

TEST_CASE("a package that the release lacks stands in the way of the upgrade") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "lib", .version = "2", .provides = {"lib.so.2"}}});
  f.earlier({{.name = "lib", .version = "1", .provides = {"lib.so.1"}},
             {.name = "old", .requires_ = {"lib.so.1"}}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"remove old", "upgrade"});
  CHECK(system.is_blocked);
  CHECK(nevras(system.abandoned) == Lines{"old-1.0-1.noarch"});
  CHECK(stuck(system).empty());
}

TEST_CASE("packages that conflict are on systems of their own") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "2"},
                                         {.name = "small", .version = "2", .conflicts = {"full"}},
                                         {.name = "full", .version = "2"}});
  f.earlier({{.name = "app", .version = "1"},
             {.name = "full", .version = "1"},
             {.name = "small", .version = "3", .conflicts = {"full"}}});
  const auto path = f.path();
  REQUIRE(path.systems.size() == 2);
  CHECK(path.systems[0].with.empty());
  CHECK(commands(path.systems[0]) == Lines{"upgrade"});
  CHECK(nevras(path.systems[1].with) == Lines{"small-3-1.noarch"});
  CHECK(commands(path.systems[1]) == Lines{"distro-sync small"});
  CHECK(stuck(path.systems[0]).empty());
  CHECK(stuck(path.systems[1]).empty());
}

TEST_CASE("architectures") {
  UpgradeFixture f({{.name = "glibc", .arch = "x86_64"}},
                   {{.name = "data", .version = "2", .arch = "noarch"},
                    {.name = "lib", .version = "2", .arch = "x86_64"},
                    {.name = "both", .version = "2", .arch = "x86_64"}});
  f.earlier({{.name = "data", .version = "1", .arch = "x86_64"},
             {.name = "lib", .version = "1", .arch = "i686"},
             {.name = "both", .version = "1", .arch = "x86_64"},
             {.name = "both", .version = "1", .arch = "i686"}});
  const auto system = f.path().systems.at(0);
  CHECK(stuck(system).empty());
  CHECK(nevras(system.abandoned) == Lines{"both-1-1.i686", "lib-1-1.i686"});
  CHECK(commands(system) == Lines{"swap lib.i686 lib.x86_64", "remove both.i686", "upgrade"});
}

TEST_CASE("without a base, what no release provides is taken as given") {
  UpgradeFixture f({},
                   {{.name = "app", .version = "2", .requires_ = {"libc.so.6", "/bin/sh", "python >= 3"}}});
  f.earlier({{.name = "app", .version = "1", .requires_ = {"libc.so.6"}}});
  CHECK(commands(f.path().systems.at(0)) == Lines{"upgrade"});
  CHECK(stuck(f.path().systems.at(0)).empty());
  // With one, it is missing.
  UpgradeFixture g({{.name = "glibc", .provides = {"libc.so.6"}}},
                   {{.name = "app", .version = "2", .requires_ = {"libc.so.6", "python >= 3"}}});
  g.earlier({{.name = "app", .version = "1", .requires_ = {"libc.so.6"}}});
  CHECK(stuck(g.path().systems.at(0)) ==
        Lines{"app-1-1.noarch -> app-2-1.noarch: nothing provides python >= 3 needed by app-2-1.noarch"});
}

TEST_CASE("what a release provided and lost is not taken as given") {
  UpgradeFixture f({}, {{.name = "app", .version = "1", .requires_ = {"lib.so.1"}},
                        {.name = "lib", .version = "2", .provides = {"lib.so.2"}}});
  f.earlier({{.name = "app", .version = "1", .requires_ = {"lib.so.1"}},
             {.name = "lib", .version = "1", .provides = {"lib.so.1"}}});
  const auto system = f.path().systems.at(0);
  CHECK_FALSE(system.stuck.empty());
}

TEST_CASE("the base has a package that the release had") {
  UpgradeFixture f({{.name = "lib", .version = "1"}, {.name = "glibc"}},
                   {{.name = "app", .version = "2", .requires_ = {"lib"}}});
  f.earlier({{.name = "app", .version = "1", .requires_ = {"lib >= 2"}}, {.name = "lib", .version = "2"}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade", "distro-sync lib"});
  CHECK(changes(system) ==
        Lines{"upgraded app-1-1.noarch -> app-2-1.noarch", "downgraded lib-2-1.noarch -> lib-1-1.noarch"});
  CHECK(system.abandoned.empty());
  CHECK(stuck(system).empty());
}

TEST_CASE("clients would get a lower version of the base") {
  UpgradeFixture f({{.name = "lib", .version = "1"}},
                   {{.name = "lib", .version = "3", .requires_ = {"nothing"}}});
  f.earlier({{.name = "lib", .version = "2"}});
  CHECK(stuck(f.path().systems.at(0)) ==
        Lines{"lib-2-1.noarch -> lib-3-1.noarch: nothing provides nothing needed by lib-3-1.noarch"});
}

TEST_CASE("kernels stay") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "kernel", .version = "6"}});
  f.earlier({{.name = "kernel", .version = "5"}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade"});
  CHECK(changes(system) == Lines{"kept kernel-5-1.noarch", "added -> kernel-6-1.noarch"});
  CHECK(system.abandoned.empty());
  CHECK(stuck(system).empty());
}

TEST_CASE("packages in another section") {
  UpgradeFixture f({{.name = "glibc"}});
  f.section({{.name = "app"}});
  f.section({{.name = "lib", .version = "2"}}, "deps");
  f.earlier({{.name = "app"}, {.name = "lib", .version = "1"}});
  const auto path = f.path();
  REQUIRE(path.moved.size() == 1);
  CHECK(path.moved[0].after.str() == "lib-2-1.noarch");
  CHECK(path.moved[0].section_before == "packages");
  CHECK(path.moved[0].section_after == "deps");
  CHECK(commands(path.systems.at(0)) == Lines{"upgrade"});
}

TEST_CASE("a system with packages of its own as the base") {
  UpgradeFixture f(
      {}, {{.name = "app", .version = "2", .requires_ = {"glibc"}}, {.name = "tool", .version = "1"}});
  f.request.base.installed = {rpm::Nevra::parse("glibc-2-1.noarch"), rpm::Nevra::parse("tool-3-1.noarch"),
                              rpm::Nevra::parse("other-3-1.noarch")};
  f.earlier({{.name = "app", .version = "1", .requires_ = {"glibc"}}});
  const auto system = f.path().systems.at(0);
  CHECK(commands(system) == Lines{"upgrade"});
  CHECK(stuck(system).empty());
}

TEST_CASE("a package that cannot be installed even from the earlier release") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "2"}});
  f.earlier({{.name = "app", .version = "1"}, {.name = "broken", .requires_ = {"nothing"}}});
  const auto path = f.path();
  CHECK(nevras(path.not_installed) == Lines{"broken-1.0-1.noarch"});
  CHECK(commands(path.systems.at(0)) == Lines{"upgrade"});
  CHECK(stuck(path.systems.at(0)).empty());
}

TEST_CASE("several earlier releases, and an empty one") {
  UpgradeFixture f({{.name = "glibc"}}, {{.name = "app", .version = "3"}});
  f.earlier({{.name = "app", .version = "1"}});
  f.earlier({{.name = "app", .version = "2"}});
  f.earlier({});
  const auto paths = solve::upgrade_paths(f.request, 2);
  REQUIRE(paths.size() == 3);
  CHECK(changes(paths[0].systems.at(0)) == Lines{"upgraded app-1-1.noarch -> app-3-1.noarch"});
  CHECK(changes(paths[1].systems.at(0)) == Lines{"upgraded app-2-1.noarch -> app-3-1.noarch"});
  CHECK(paths[2].from == "1.2");
  CHECK(commands(paths[2].systems.at(0)) == Lines{"install app"});
}

TEST_CASE("files that only complete file lists have") {
  UpgradeFixture f({{.name = "tools", .hidden_files = {"/opt/tools/run"}}},
                   {{.name = "app", .version = "2", .requires_ = {"/opt/tools/run"}}});
  f.earlier({{.name = "app", .version = "1"}});
  CHECK(commands(f.path().systems.at(0)) == Lines{"upgrade"});
  CHECK(stuck(f.path().systems.at(0)).empty());
}
