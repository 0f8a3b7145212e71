// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/closure.hpp"

#include <doctest/doctest.h>

#include "selection_fixture.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

/// A release of real packages, on a base made by hand.
struct Finished : ReleaseFixture {
  using ReleaseFixture::ReleaseFixture;

  void add(const TestPackage& package) {
    request.own.push_back(build_package(folder.path() / "own", package).binary);
  }
  solve::Selector selector() const { return solve::Selector(request); }

  /// "NEVRA: reasons" of what cannot be installed.
  Strings uninstallable() const {
    Strings lines;
    for (const auto& one : selector().closure().uninstallable)
      lines.push_back(one.nevra.str() + ": " + join(one.explanation, " | "));
    return lines;
  }
  /// "REQUIREMENT for NEVRA of REPOSITORY: PROVIDER [-> REPLACED_BY]"
  Strings lost(const std::vector<solve::EarlierPackage>& earlier = {}) const {
    Strings lines;
    for (const auto& one : selector().lost(earlier))
      lines.push_back(one.requirement + " for " + one.needed_by.str() + " of " + one.repository + ": " +
                      one.provider.str() +
                      (one.replaced_by.name.empty() ? "" : " -> " + one.replaced_by.str()) +
                      (one.is_exact_version ? " (exact)" : ""));
    return lines;
  }
};

rpm::Package package_of(const std::string& nevra, const Strings& conflicts = {},
                        const Strings& obsoletes = {}, const Strings& provides = {}) {
  rpm::Package package;
  package.nevra = rpm::Nevra::parse(nevra);
  package.conflicts = conflicts;
  package.obsoletes = obsoletes;
  package.provides = provides;
  return package;
}

}  // namespace

TEST_CASE("closure: each package of a release on the base") {
  Finished f(std::vector<Listed>{{.name = "lib", .provides = {"liba.so.1"}}});
  f.add({.name = "app", .requires_ = {"lib", "tool", "(missing if absent)"}});
  f.add({.name = "tool", .requires_ = {"liba.so.1"}});
  CHECK(f.uninstallable() == Strings{});
  CHECK(f.selector().closure().separate.empty());
  f.add({.name = "broken", .requires_ = {"lib >= 2"}});
  f.add({.name = "follows", .requires_ = {"broken"}});
  const Strings found = f.uninstallable();
  REQUIRE(found.size() == 2);
  CHECK(found[0] == "broken-1.0-1.noarch: nothing provides lib >= 2 needed by broken-1.0-1.noarch");
  CHECK(found[1].starts_with("follows-1.0-1.noarch: "));
  CHECK(found[1].find("nothing provides lib >= 2 needed by broken-1.0-1.noarch") != std::string::npos);
}

TEST_CASE("closure: packages that are not installed together") {
  Finished f(std::vector<Listed>{{.name = "lib", .version = "1"}});
  f.add({.name = "light", .provides = {"server"}, .conflicts = {"heavy"}});
  f.add({.name = "heavy", .provides = {"server"}});
  // Requires the package that another one excludes.
  f.add({.name = "for-heavy", .requires_ = {"heavy", "light-tools"}});
  f.add({.name = "light-tools", .requires_ = {"light"}});
  solve::Closure closure = f.selector().closure();
  REQUIRE(closure.uninstallable.size() == 1);
  CHECK(closure.uninstallable[0].nevra.name == "for-heavy");
  REQUIRE(closure.separate.size() == 2);  // light, and what requires it
  for (const auto& one : closure.separate) CHECK(one.is_on_purpose);

  SUBCASE("by accident: one needs the version of the base that the other replaces") {
    f.request.own.clear();
    f.add({.name = "lib", .version = "2"});
    f.add({.name = "old-app", .requires_ = {"lib = 1"}});
    closure = f.selector().closure();
    CHECK(closure.uninstallable.empty());
    REQUIRE(closure.separate.size() == 1);
    CHECK_FALSE(closure.separate[0].is_on_purpose);
    CHECK_FALSE(closure.separate[0].explanation.empty());
  }
  SUBCASE("two versions of a package") {
    f.request.own.clear();
    f.add({.name = "tool", .version = "1"});
    f.add({.name = "tool", .version = "2"});
    f.add({.name = "tool-old-plugin", .requires_ = {"tool = 1"}});
    closure = f.selector().closure();
    CHECK(closure.uninstallable.empty());
    REQUIRE_FALSE(closure.separate.empty());
    for (const auto& one : closure.separate) CHECK(one.is_on_purpose);
  }
}

TEST_CASE("packages that what they require keeps apart") {
  Finished f(std::vector<Listed>{{.name = "lib", .version = "1"}, {.name = "lib", .version = "2"}});
  f.add({.name = "old-app", .requires_ = {"lib = 1"}});
  f.add({.name = "new-app", .requires_ = {"lib = 2"}});
  f.add({.name = "any-app", .requires_ = {"lib"}});
  f.add({.name = "broken", .requires_ = {"missing"}});
  const auto nevra = [](const std::string& name) { return rpm::Nevra::parse(name + "-1.0-1.noarch"); };
  // A package that cannot be installed at all is not kept apart by another one.
  CHECK(f.selector().are_apart({{nevra("old-app"), nevra("new-app")},
                                {nevra("old-app"), nevra("any-app")},
                                {nevra("broken"), nevra("any-app")},
                                {nevra("unknown"), nevra("any-app")}}) ==
        std::vector<bool>{true, false, false, false});
}

TEST_CASE("lost: what the release before provided") {
  Finished f(std::vector<Listed>{{.name = "base-app", .requires_ = {"libx.so.1"}},
                                 {.name = "other", .requires_ = {"never-provided"}}});
  f.add({.name = "libx", .version = "2", .provides = {"libx.so.2"}});
  CHECK(f.lost() == Strings{});
  const solve::EarlierPackage libx{.nevra = rpm::Nevra::parse("libx-1.0-1.noarch"),
                                   .provides = {"libx = 1.0-1", "libx.so.1"}};
  CHECK(f.lost({libx}) == Strings{"libx.so.1 for base-app-1.0-1.noarch of base: libx-1.0-1.noarch"});
  // Nobody requires libx itself, and a package that provides the soname again restores it.
  f.add({.name = "compat-libx", .provides = {"libx.so.1"}});
  CHECK(f.lost({libx}) == Strings{});
}

TEST_CASE("lost: what a package of the base provided that the release replaces") {
  Finished f(std::vector<Listed>{{.name = "libz", .version = "1", .provides = {"libz.so.1"}},
                                 {.name = "libz-devel", .version = "1", .requires_ = {"libz = 1-1"}},
                                 {.name = "viewer", .requires_ = {"libz.so.1"}},
                                 {.name = "viewer", .version = "0.9", .requires_ = {"libz.so.1"}},
                                 {.name = "tolerant", .requires_ = {"(libz.so.1 or libz.so.2)"}}});
  f.add({.name = "libz", .version = "2", .provides = {"libz.so.2"}});
  CHECK(f.lost() == Strings{"libz = 1-1 for libz-devel-1-1.noarch of base: libz-1-1.noarch -> "
                            "libz-2-1.noarch (exact)",
                            "libz.so.1 for viewer-1.0-1.noarch of base: libz-1-1.noarch -> libz-2-1.noarch"});
  SUBCASE("by Obsoletes") {
    f.request.own.clear();
    f.add({.name = "newz", .obsoletes = {"libz < 3"}});
    CHECK(f.lost().size() == 3);
  }
  SUBCASE("an older version replaces nothing") {
    f.request.own.clear();
    f.add({.name = "libz", .version = "0.5"});
    CHECK(f.lost() == Strings{});
  }
}

TEST_CASE("packages that exclude each other") {
  const rpm::Package app = package_of("app-1-1.x86_64");
  CHECK_FALSE(solve::exclude_each_other(app, package_of("lib-1-1.x86_64")));
  CHECK(solve::exclude_each_other(app, package_of("app-2-1.x86_64")));
  CHECK(solve::exclude_each_other(app, package_of("app-2-1.i686")));
  CHECK_FALSE(solve::exclude_each_other(app, package_of("app-1-1.i686")));
  CHECK(solve::exclude_each_other(app, package_of("lib-1-1.x86_64", {"app < 2"})));
  CHECK(solve::exclude_each_other(package_of("lib-1-1.x86_64", {"app < 2"}), app));
  CHECK_FALSE(solve::exclude_each_other(app, package_of("lib-1-1.x86_64", {"app > 2"})));
  CHECK(solve::exclude_each_other(package_of("a-1-1.noarch", {"virtual"}),
                                  package_of("b-1-1.noarch", {}, {}, {"virtual"})));
  CHECK(solve::exclude_each_other(app, package_of("new-1-1.x86_64", {}, {"app <= 1-1"})));
  // Obsoletes compares names of packages only.
  CHECK_FALSE(solve::exclude_each_other(package_of("a-1-1.noarch", {}, {"virtual"}),
                                        package_of("b-1-1.noarch", {}, {}, {"virtual"})));
}

TEST_CASE("architectures of packages for a system") {
  CHECK(solve::is_arch_for("x86_64", "x86_64"));
  CHECK(solve::is_arch_for("i686", "x86_64"));
  CHECK(solve::is_arch_for("noarch", "aarch64"));
  CHECK_FALSE(solve::is_arch_for("x86_64", "i686"));
  CHECK_FALSE(solve::is_arch_for("aarch64", "x86_64"));
}
