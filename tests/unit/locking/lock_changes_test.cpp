// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_changes.hpp"

#include <doctest/doctest.h>

#include "locking/lock_reasons.hpp"

using namespace rpmworks;
using namespace rpmworks::locking;
using lockfile::Lock;
using lockfile::LockedPackage;
using Strings = std::vector<std::string>;

namespace {

LockedPackage package(const std::string& nevra, char digit = 'a') {
  return {.target = "el9",
          .section = "deps/epel",
          .nevra = rpm::Nevra::parse(nevra),
          .upstream = "epel9",
          .location = nevra + ".rpm",
          .size = 1,
          .sha256 = std::string(64, digit),
          .because = {"app"},
          .requirement = "lib >= 1"};
}

Lock lock(std::vector<LockedPackage> packages) {
  return {.inputs = {{"el9", std::string(64, '1')}}, .packages = std::move(packages)};
}

Strings lines(const std::optional<Lock>& before, const Lock& after) {
  Strings all;
  for (const auto& change : changes(before, after)) all.push_back(line_of(change));
  return all;
}

}  // namespace

TEST_CASE("what differs between two locks") {
  const LockedPackage lib = package("lib-1-1.x86_64");
  CHECK(lines(std::nullopt, lock({lib})) ==
        Strings{"deps/epel: added lib-1-1.x86_64: app requires lib >= 1"});
  CHECK(lines(lock({lib}), lock({})) == Strings{"deps/epel: removed lib-1-1.x86_64"});
  CHECK(lines(lock({lib}), lock({lib})).empty());
  CHECK(lines(lock({lib}), lock({package("lib-2-1.x86_64")})) ==
        Strings{"deps/epel: lib.x86_64 1-1 to 2-1: app requires lib >= 1"});
  CHECK(lines(lock({lib}), lock({package("lib-1-1.x86_64", 'b')})) ==
        Strings{"deps/epel: lib-1-1.x86_64 has another content: SHA-256 aaaaaaaaaaaa to bbbbbbbbbbbb"});
}

TEST_CASE("versions of one package that coexist are compared one by one") {
  const Lock before = lock({package("lib-1-1.x86_64"), package("lib-2-1.x86_64")});
  CHECK(lines(before, lock({package("lib-2-1.x86_64"), package("lib-3-1.x86_64")})) ==
        Strings{"deps/epel: lib.x86_64 1-1 to 3-1: app requires lib >= 1"});
  CHECK(lines(before, lock({package("lib-2-1.x86_64"), package("lib-2-1.i686")})) ==
        Strings{"deps/epel: added lib-2-1.i686: app requires lib >= 1", "deps/epel: removed lib-1-1.x86_64"});
}

TEST_CASE("the same file with another origin or reason") {
  const LockedPackage lib = package("lib-1-1.x86_64");
  LockedPackage changed = lib;
  changed.because = {"tool"};
  CHECK(lines(lock({lib}), lock({changed})) ==
        Strings{"deps/epel: lib-1-1.x86_64 is there for another reason: tool requires lib >= 1"});
  // Beside another version, which is listed first.
  CHECK(lines(lock({lib}), lock({package("lib-0-1.x86_64"), changed})) ==
        Strings{"deps/epel: lib-1-1.x86_64 is there for another reason: tool requires lib >= 1",
                "deps/epel: added lib-0-1.x86_64: app requires lib >= 1"});
  changed = lib;
  changed.location = "l/lib-1-1.x86_64.rpm";
  CHECK(lines(lock({lib}), lock({changed})) ==
        Strings{"deps/epel: lib-1-1.x86_64 is at l/lib-1-1.x86_64.rpm instead of lib-1-1.x86_64.rpm"});
  changed.upstream = "epel-archive";
  CHECK(lines(lock({lib}), lock({changed})) ==
        Strings{"deps/epel: lib-1-1.x86_64 comes from epel-archive instead of epel9"});
}

TEST_CASE("a package that moves to another section is removed from one and added to the other") {
  LockedPackage moved = package("lib-1-1.x86_64");
  moved.section = "deps/updates";
  CHECK(lines(lock({package("lib-1-1.x86_64")}), lock({moved})) ==
        Strings{"deps/epel: removed lib-1-1.x86_64",
                "deps/updates: added lib-1-1.x86_64: app requires lib >= 1"});
}

TEST_CASE("why a package is in a release") {
  LockedPackage one = package("lib-1-1.x86_64");
  CHECK(reason_of(one) == "app requires lib >= 1");
  one.requirement = "conflicts with lib < 1";
  CHECK(reason_of(one) == "app conflicts with lib < 1");
  one.because = {};
  CHECK(reason_of(one) == "listed in repos.yaml");
}

TEST_CASE("the chain from the product to a package") {
  LockedPackage lib = package("lib-1-1.x86_64");
  lib.because = {"deps/epel: tool*", "tool", "plugin"};
  lib.requirement = "lib >= 1";
  LockedPackage plugin = package("plugin-3-1.x86_64");
  plugin.because = {"deps/epel: tool*", "tool"};
  plugin.requirement = "plugin";
  LockedPackage tool = package("tool-2-1.x86_64");
  tool.because = {"deps/epel: tool*"};
  tool.requirement = "";
  const Lock all = lock({lib, plugin, tool});
  const auto reasons = reasons_for(all, "lib");
  REQUIRE(reasons.size() == 1);
  Strings steps;
  for (const auto& step : reasons[0].chain)
    steps.push_back(step.package + " | " + step.requirement + " | " + step.provider);
  CHECK(steps == Strings{"deps/epel: tool* |  | tool-2-1.x86_64", "tool | plugin | plugin-3-1.x86_64",
                         "plugin | lib >= 1 | lib-1-1.x86_64"});
  CHECK(reasons_for(all, "plugin-3-1.x86_64").size() == 1);
  CHECK(reasons_for(all, "other").empty());
}
