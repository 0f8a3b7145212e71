// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/selection.hpp"

#include <doctest/doctest.h>
#include <rpm/rpmmacro.h>

#include "selection_fixture.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// librpm's place for databases, which belongs to the whole process.
std::string database_macro() {
  const std::unique_ptr<char, decltype(&std::free)> text(::rpmExpand("%{?_dbpath}", nullptr), &std::free);
  return text.get();
}

}  // namespace

TEST_CASE("what the base satisfies is not taken") {
  ReleaseFixture f(std::vector<Listed>{{.name = "lib"}});
  f.apps({{.name = "app", .requires_ = {"lib"}}});
  f.section("updates", {{.name = "lib", .version = "2.0"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection).empty());
  CHECK(lines_of(selection.problems).empty());
}

TEST_CASE("an update is taken if something requires it, with what it requires itself") {
  ReleaseFixture f(std::vector<Listed>{{.name = "foo"}, {.name = "libbar"}, {.name = "other"}});
  f.apps({{.name = "app", .requires_ = {"foo >= 2", "other"}}});
  f.section("updates",
            {{.name = "foo", .version = "2", .requires_ = {"libbar = 2"}, .source = "foo-2-1.src.rpm"},
             {.name = "libbar", .version = "2"},
             {.name = "libbar", .version = "3"},
             {.name = "other", .version = "2"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"updates foo-2-1.noarch", "updates libbar-2-1.noarch"});
  CHECK(lines_of(selection.problems).empty());
  const solve::Selected& foo = package(selection, "foo");
  CHECK(foo.required_by == Strings{"deps/apps: all", "app-1.0-1.noarch"});
  CHECK(foo.requirement == "foo >= 2");
  CHECK(foo.source_package == "foo-2-1.src.rpm");
  CHECK(foo.location.repository == "updates");
  CHECK_FALSE(foo.held);
  const solve::Selected& libbar = package(selection, "libbar");
  CHECK(libbar.required_by == Strings{"deps/apps: all", "app-1.0-1.noarch", "foo-2-1.noarch"});
  CHECK(libbar.requirement == "libbar = 2");
  CHECK(libbar.held->str() == "3-1");
  CHECK(package(selection, "app").required_by.empty());
  CHECK(replacements(selection) ==
        Strings{"deps/updates foo-2-1.noarch replaces foo-1.0-1.noarch of base",
                "deps/updates libbar-2-1.noarch replaces libbar-1.0-1.noarch of base"});
}

TEST_CASE("of several versions the newest that serves is taken") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"foo >= 2", "foo < 4"}}});
  f.section("epel", {{.name = "foo", .version = "1"},
                     {.name = "foo", .version = "4"},
                     {.name = "foo", .version = "3"},
                     {.name = "foo", .version = "2"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel foo-3-1.noarch"});
  CHECK(rejections(package(selection, "foo")) ==
        Strings{"foo-2-1.noarch (epel): older than 3-1",
                "foo-4-1.noarch (epel): does not provide foo < 4, which app-1.0-1.noarch requires"});
  CHECK(package(selection, "foo").held->str() == "4-1");
}

TEST_CASE("packages of the product are installed and preferred") {
  ReleaseFixture f(std::vector<Listed>{{.name = "greet", .version = "9"}});
  f.section("epel", {{.name = "greet", .version = "8"}, {.name = "lib"}});
  f.request.own = {
      build_package(f.folder.path() / "own", {.name = "app", .requires_ = {"greet", "lib"}}).binary,
      build_package(f.folder.path() / "own", {.name = "greet"}).binary};
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel lib-1.0-1.noarch"});
  CHECK(package(selection, "lib").required_by == Strings{"app-1.0-1.noarch"});
  CHECK(replacements(selection) == Strings{" greet-1.0-1.noarch replaces greet-9-1.noarch of base"});
}

TEST_CASE("installed packages by name, and assumed names") {
  ReleaseFixture f(std::vector<Listed>{});
  f.request.base.installed = {rpm::Nevra::parse("tool-2:3-1.x86_64")};
  f.request.base.assume_provides = {"kernel = 5", "vendor(x)"};
  f.apps({{.name = "app", .requires_ = {"tool(x86-64) >= 2:3", "kernel > 4", "vendor(x)"}},
          {.name = "demanding", .requires_ = {"kernel > 6"}}});
  f.section("epel", {{.name = "kernel", .version = "7"}, {.name = "tool", .version = "9"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel kernel-7-1.noarch"});
  CHECK(lines_of(selection.problems).empty());
}

TEST_CASE("an installed package is updated if it conflicts, and what requires its old version with it") {
  ReleaseFixture f(std::vector<Listed>{});
  f.request.base.installed = {rpm::Nevra::parse("lib-1-1.noarch")};
  f.apps({{.name = "app", .conflicts = {"lib < 2"}}});
  f.section("updates", {{.name = "lib", .version = "2"}, {.name = "lib", .version = "3"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"updates lib-3-1.noarch"});
  CHECK(package(selection, "lib").required_by == Strings{"deps/apps: all", "app-1.0-1.noarch"});
  CHECK(package(selection, "lib").requirement == "conflicts with lib < 2");
  CHECK(replacements(selection) ==
        Strings{"deps/updates lib-3-1.noarch replaces lib-1-1.noarch of installed"});
}

TEST_CASE("an rpm database is a base") {
  ReleaseFixture f(std::vector<Listed>{});
  const fs::path folder = f.folder.path() / "db";
  const fs::path lib =
      build_package(f.folder.path() / "own", {.name = "lib", .files = {{"/usr/share/lib/data", "x"}}}).binary;
  const fs::path user =
      build_package(f.folder.path() / "own", {.name = "user", .requires_ = {"lib = 1.0"}}).binary;
  install_in_database(folder, {lib, user});
  f.apps({{.name = "app", .requires_ = {"lib", "/usr/share/lib/data"}},
          {.name = "new", .requires_ = {"lib >= 2"}}});
  f.section("updates",
            {{.name = "lib", .version = "2"}, {.name = "user", .version = "2", .requires_ = {"lib = 2"}}});
  SUBCASE("its folder") {
    f.request.base.rpmdbs = {folder};
  }
  SUBCASE("a root") {
    fs::create_directories(f.folder.path() / "root/var/lib");
    fs::rename(folder, f.folder.path() / "root/var/lib/rpm");
    f.request.base.rpmdbs = {f.folder.path() / "root"};
  }
  SUBCASE("a root with a link, as for a program that runs there") {
    fs::create_directories(f.folder.path() / "root/usr/lib/sysimage");
    fs::create_directories(f.folder.path() / "root/var/lib");
    fs::rename(folder, f.folder.path() / "root/usr/lib/sysimage/elsewhere");
    fs::create_directory_symlink("/usr/lib/sysimage/elsewhere", f.folder.path() / "root/var/lib/rpm");
    f.request.base.rpmdbs = {f.folder.path() / "root"};
  }
  const std::string before = database_macro();
  const solve::Selection selection = f.select();
  CHECK(database_macro() == before);
  CHECK(lines_of(selection.problems).empty());
  CHECK(selected(selection) == Strings{"updates lib-2-1.noarch", "updates user-2-1.noarch"});
  CHECK(package(selection, "user").required_by ==
        Strings{"deps/apps: all", "new-1.0-1.noarch", "lib-2-1.noarch"});
  CHECK(package(selection, "user").requirement ==
        "replaces lib-1.0-1.noarch, which user-1.0-1.noarch requires (lib = 1.0)");
}

TEST_CASE("a folder without an rpm database is refused") {
  ReleaseFixture f(std::vector<Listed>{});
  f.request.base.rpmdbs = {f.folder.path()};
  CHECK_THROWS_WITH_AS(f.select(), (f.folder.path().string() + " has no rpm database").c_str(), Error);
}

TEST_CASE("an rpm database outside of its root is refused") {
  ReleaseFixture f(std::vector<Listed>{});
  const fs::path folder = f.folder.path() / "db";
  install_in_database(folder, {build_package(f.folder.path() / "own", {.name = "lib"}).binary});
  const fs::path root = f.folder.path() / "root";
  fs::create_directories(root / "var/lib");
  f.request.base.rpmdbs = {root};
  for (const fs::path& target : {folder, fs::path("../../../db")}) {
    fs::create_directory_symlink(target, root / "var/lib/rpm");
    CHECK_THROWS_WITH_AS(f.select(), (root.string() + " has no rpm database").c_str(), Error);
    fs::remove(root / "var/lib/rpm");
  }
  fs::create_directories(root / "var/lib/rpm");
  fs::create_symlink(folder / "rpmdb.sqlite", root / "var/lib/rpm/rpmdb.sqlite");
  CHECK_THROWS_WITH_AS(f.select(),
                       (root.string() + "/var/lib/rpm/rpmdb.sqlite is not a regular file").c_str(), Error);
}

TEST_CASE("rich dependencies") {
  ReleaseFixture f(std::vector<Listed>{{.name = "present"}, {.name = "optional"}});
  f.apps({{.name = "app",
           .requires_ = {"(present or either)", "(extra if present)", "(never if absent)", "(one and two)",
                         "(more if optional)"}}});
  f.section("epel", {{.name = "either"},
                     {.name = "extra"},
                     {.name = "more"},
                     {.name = "never"},
                     {.name = "one"},
                     {.name = "two"}});
  // `optional` is not installed unless something requires it, as for clients.
  const solve::Selection selection = f.select();
  CHECK(lines_of(selection.problems).empty());
  CHECK(selected(selection) ==
        Strings{"epel extra-1.0-1.noarch", "epel one-1.0-1.noarch", "epel two-1.0-1.noarch"});
  CHECK(package(selection, "extra").requirement == "(extra if present)");
  f.request.base.installed = {rpm::Nevra::parse("optional-1.0-1.noarch")};
  CHECK(selected(f.select()).at(1) == "epel more-1.0-1.noarch");
}

TEST_CASE("files, also if only complete file lists have them") {
  ReleaseFixture f(std::vector<Listed>{{.name = "sh", .files = {"/usr/bin/sh"}}});
  f.apps({{.name = "app", .requires_ = {"/usr/bin/sh", "/usr/share/table"}}});
  f.section("epel", {{.name = "data", .hidden_files = {"/usr/share/table"}}, {.name = "sh", .version = "2"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel data-1.0-1.noarch"});
  CHECK(package(selection, "data").requirement == "/usr/share/table");
}

TEST_CASE("a package for 32 bits is taken only if something requires it") {
  ReleaseFixture f(std::vector<Listed>{});
  std::vector<Listed> both{{.name = "lib", .version = "2", .provides = {"lib(x86-32) = 2"}, .arch = "i686"},
                           {.name = "lib", .version = "1", .provides = {"lib(x86-64) = 1"}, .arch = "x86_64"},
                           {.name = "arm", .arch = "aarch64"}};
  SUBCASE("by name") {
    f.apps({{.name = "app", .requires_ = {"lib"}}});
    f.section("epel", both);
    const solve::Selection selection = f.select();
    CHECK(selected(selection) == Strings{"epel lib-1-1.x86_64"});
    CHECK(rejections(package(selection, "lib")) == Strings{"lib-2-1.i686 (epel): another architecture"});
  }
  SUBCASE("both") {
    f.apps({{.name = "app", .requires_ = {"lib(x86-32)", "lib(x86-64)"}}});
    f.section("epel", both);
    // As for dnf, both must have the same version.
    CHECK(lines_of(f.select().problems).size() == 1);
    CHECK(lines_of(f.select().problems).at(0).find("lib-2-1.i686 has inferior architecture") !=
          std::string::npos);
  }
  SUBCASE("both, in the same version, even if nothing requires the one for 64 bits") {
    f.apps({{.name = "app", .requires_ = {"lib(x86-32)"}}});
    both[1].version = "2";
    f.section("epel", both);
    const solve::Selection selection = f.select();
    CHECK(selected(selection) == Strings{"epel lib-2-1.i686", "epel lib-2-1.x86_64"});
    CHECK(selection.packages.back().requirement == "the same version for x86_64");
    CHECK(selection.packages.back().required_by ==
          Strings{"deps/apps: all", "app-1.0-1.noarch", "lib-2-1.i686"});
  }
  SUBCASE("a rule takes the best architecture, unless it says one") {
    f.section("epel", both).packages = patterns({"lib"});
    CHECK(selected(f.select()) == Strings{"epel lib-1-1.x86_64"});
    f.request.candidates[0].selection.packages = patterns({"lib.i686"});
    CHECK(selected(f.select()) == Strings{"epel lib-2-1.i686"});
  }
  SUBCASE("a rule that says the architecture takes no other beside it") {
    both[1].version = "2";
    f.section("epel", both).packages = patterns({"lib.i686"});
    CHECK(selected(f.select()) == Strings{"epel lib-2-1.i686"});
  }
}

TEST_CASE("of the same package in two repositories the earlier one is taken") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib"}}});
  f.section("first", {{.name = "lib"}});
  f.section("second", {{.name = "lib"}});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"first lib-1.0-1.noarch"});
  CHECK(rejections(package(selection, "lib")) ==
        Strings{"lib-1.0-1.noarch (second): another repository comes first"});
}

TEST_CASE("rules: names, NEVRAs and patterns") {
  ReleaseFixture f(std::vector<Listed>{});
  config::Selection& rules = f.section("epel", {{.name = "py-a", .requires_ = {"dep"}},
                                                {.name = "py-b"},
                                                {.name = "py-b", .version = "2"},
                                                {.name = "tool", .version = "1"},
                                                {.name = "tool", .version = "2"},
                                                {.name = "dep"},
                                                {.name = "no"}});
  rules.packages = patterns({"py-*", "tool-1-1.noarch"});
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel dep-1.0-1.noarch", "epel py-a-1.0-1.noarch",
                                       "epel py-b-2-1.noarch", "epel tool-1-1.noarch"});
  CHECK(package(selection, "dep").required_by == Strings{"deps/epel: py-*", "py-a-1.0-1.noarch"});
  CHECK(package(selection, "tool").required_by.empty());
}

TEST_CASE("a rule that matches no package is an error with its position") {
  ReleaseFixture f(std::vector<Listed>{});
  config::Selection& rules = f.section("epel", {{.name = "htop", .provides = {"top-like"}}});
  auto message = [&] {
    try {
      f.select();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      return error.render();
    }
    return std::string("no error");
  };
  rules.packages = patterns({"htopp"});
  CHECK(message() ==
        "repos.yaml:10: error: release.sections.deps/epel.packages: no package of epel matches "
        "'htopp'\nhint: did you mean 'htop'?\n");
  rules.packages = patterns({"top-like"});
  CHECK(message().find("hint: htop provides it\n") != std::string::npos);
  rules.packages = {};
  rules.exclude = patterns({"none*"});
  CHECK(message().find("deps/epel.exclude: no package of epel matches 'none*'") != std::string::npos);
  rules.exclude = {};
  rules.pin = {{"htop", {"2-1", {.file = "repos.yaml", .line = 3}}}};
  CHECK(message() ==
        "repos.yaml:3: error: release.sections.deps/epel.pin: epel has no htop-2-1\n"
        "hint: its versions are 1.0-1\n");
  rules.pin = {};
  rules.packages = patterns({"htop"});
  rules.exclude = patterns({"ht*"});
  CHECK(message().find("htop-1.0-1.noarch: excluded by repos.yaml") != std::string::npos);
}

TEST_CASE("exclude, pin and prefer") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"web", "lib"}}});
  config::Selection& rules = f.section("epel", {{.name = "alpha", .provides = {"web"}},
                                                {.name = "beta", .provides = {"web"}},
                                                {.name = "gamma", .provides = {"web"}},
                                                {.name = "lib", .version = "1"},
                                                {.name = "lib", .version = "2"},
                                                {.name = "lib", .version = "3"}});
  rules.prefer = patterns({"gamma"});
  rules.pin = {{"lib", {"2", {}}}};
  solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel gamma-1.0-1.noarch", "epel lib-2-1.noarch"});
  CHECK(rejections(package(selection, "gamma")) ==
        Strings{"alpha-1.0-1.noarch (epel): repos.yaml prefers gamma",
                "beta-1.0-1.noarch (epel): repos.yaml prefers gamma"});
  CHECK(rejections(package(selection, "lib")) ==
        Strings{"lib-1-1.noarch (epel): another version is pinned in repos.yaml",
                "lib-3-1.noarch (epel): another version is pinned in repos.yaml"});
  rules.prefer = {};
  rules.exclude = patterns({"gamma", "alpha"});
  rules.pin = {};
  selection = f.select();
  CHECK(selected(selection) == Strings{"epel beta-1.0-1.noarch", "epel lib-3-1.noarch"});
  CHECK(rejections(package(selection, "beta")) ==
        Strings{"alpha-1.0-1.noarch (epel): excluded by repos.yaml",
                "gamma-1.0-1.noarch (epel): excluded by repos.yaml"});
}

TEST_CASE("why another provider was not taken") {
  ReleaseFixture f(std::vector<Listed>{{.name = "base-lib"}});
  f.apps({{.name = "app", .requires_ = {"web"}}});
  f.section("epel", {{.name = "alpha", .provides = {"web"}},
                     {.name = "also", .requires_ = {"base-lib"}, .provides = {"web"}},
                     {.name = "broken", .requires_ = {"nowhere"}, .provides = {"web"}},
                     {.name = "deep", .requires_ = {"(more and base-lib)"}, .provides = {"web"}},
                     {.name = "foe", .provides = {"web"}, .conflicts = {"app"}},
                     {.name = "heavy", .requires_ = {"more"}, .provides = {"web"}},
                     {.name = "never", .requires_ = {"(nowhere and more)"}, .provides = {"web"}},
                     {.name = "more"}})
      .prefer = patterns({"alpha"});
  CHECK(
      rejections(package(f.select(), "alpha")) ==
      Strings{"also-1.0-1.noarch (epel): repos.yaml prefers alpha",
              "broken-1.0-1.noarch (epel): requires nowhere, which neither the release nor its base provides",
              "deep-1.0-1.noarch (epel): needs more packages: more-1.0-1.noarch",
              "foe-1.0-1.noarch (epel): conflicts with app-1.0-1.noarch",
              "heavy-1.0-1.noarch (epel): requires more, which neither the release nor its base provides",
              "never-1.0-1.noarch (epel): cannot be installed"});
}

TEST_CASE("a preferred package is not taken if the base serves") {
  ReleaseFixture f(std::vector<Listed>{{.name = "httpd", .provides = {"web"}}});
  f.apps({{.name = "app", .requires_ = {"web"}}});
  f.section("epel", {{.name = "nginx", .provides = {"web"}}}).prefer = patterns({"nginx"});
  CHECK(selected(f.select()).empty());
}

TEST_CASE("select: list takes only what is listed, and says what would help") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"mid"}}});
  config::Selection& rules = f.section(
      "epel", {{.name = "mid", .requires_ = {"lib >= 2"}}, {.name = "lib", .version = "2"}, {.name = "x"}});
  rules.take = config::Selection::Take::list;
  rules.packages = patterns({"mid", "x"});
  solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel x-1.0-1.noarch"});
  REQUIRE(selection.problems.size() == 2);
  CHECK(selection.problems[0].requirement == "deps/apps: all");
  const std::string text = join(selection.problems[0].explanation, "\n");
  CAPTURE(text);
  CHECK(text.find("app-1.0-1.noarch requires mid") != std::string::npos);
  CHECK(text.find("epel has lib-2-1.noarch, which would help, but: not listed in repos.yaml") !=
        std::string::npos);
  rules.packages = patterns({"mid", "x", "lib"});
  CHECK(selected(f.select()) ==
        Strings{"epel lib-2-1.noarch", "epel mid-1.0-1.noarch", "epel x-1.0-1.noarch"});
}

TEST_CASE("select: all takes the newest of each name and architecture, unless it is pinned") {
  ReleaseFixture f(std::vector<Listed>{{.name = "lib"}});
  config::Selection& rules = f.section("vendor", {{.name = "a", .version = "1"},
                                                  {.name = "a", .version = "2", .requires_ = {"lib"}},
                                                  {.name = "b", .version = "1"},
                                                  {.name = "b", .version = "2"},
                                                  {.name = "broken", .requires_ = {"nothing"}}});
  rules.take = config::Selection::Take::all;
  rules.pin = {{"b", {"1-1", {}}}};
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"vendor a-2-1.noarch", "vendor b-1-1.noarch"});
  CHECK(lines_of(selection.problems) ==
        Strings{"deps/vendor: all: nothing provides nothing needed by broken-1.0-1.noarch"});
}

TEST_CASE("packages that conflict with each other may be in one release") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "old", .requires_ = {"lib < 2"}}, {.name = "new", .requires_ = {"lib >= 2"}}});
  f.section("epel", {{.name = "lib", .version = "1"}, {.name = "lib", .version = "2"}});
  const solve::Selection selection = f.select();
  CHECK(lines_of(selection.problems).empty());
  CHECK(selected(selection) == Strings{"epel lib-1-1.noarch", "epel lib-2-1.noarch"});
}

TEST_CASE("one package serves several if it can") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "any", .requires_ = {"web"}},
          {.name = "strict", .requires_ = {"beta"}},
          {.name = "foe", .conflicts = {"strict"}}});
  f.section("epel", {{.name = "alpha", .provides = {"web"}}, {.name = "beta", .provides = {"web"}}});
  CHECK(selected(f.select()) == Strings{"epel beta-1.0-1.noarch"});
}

TEST_CASE("weak dependencies are followed into sections with weak: true") {
  ReleaseFixture f(std::vector<Listed>{{.name = "basic"}});
  f.apps({{.name = "app", .recommends = {"docs", "basic", "missing"}}});
  config::Selection& rules =
      f.section("epel", {{.name = "docs", .requires_ = {"viewer"}, .recommends = {"more"}},
                         {.name = "viewer"},
                         {.name = "more"},
                         {.name = "basic", .version = "2"},
                         {.name = "plugin", .supplements = {"app"}},
                         {.name = "other", .supplements = {"none"}}});
  CHECK(selected(f.select()).empty());
  rules.weak = true;
  const solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel docs-1.0-1.noarch", "epel more-1.0-1.noarch",
                                       "epel plugin-1.0-1.noarch", "epel viewer-1.0-1.noarch"});
  CHECK(package(selection, "docs").requirement == "docs (recommended)");
  CHECK(package(selection, "more").required_by ==
        Strings{"deps/apps: all", "app-1.0-1.noarch", "docs-1.0-1.noarch"});
  CHECK(package(selection, "viewer").requirement == "viewer");
  CHECK(package(selection, "plugin").requirement == "app (supplemented)");
}

TEST_CASE("of recommended packages that conflict the preferred one is taken") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app"}});
  config::Selection& rules = f.section("epel", {{.name = "a", .conflicts = {"b"}, .supplements = {"app"}},
                                                {.name = "b", .supplements = {"app"}}});
  rules.weak = true;
  CHECK(selected(f.select()) == Strings{"epel a-1.0-1.noarch"});
  rules.prefer = patterns({"b"});
  CHECK(selected(f.select()) == Strings{"epel b-1.0-1.noarch"});
}

TEST_CASE("of recommended packages for several architectures the best one is taken") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app"}});
  f.section("epel", {{.name = "plugin", .arch = "i686", .supplements = {"app"}},
                     {.name = "plugin", .arch = "x86_64", .supplements = {"app"}}})
      .weak = true;
  CHECK(selected(f.select()) == Strings{"epel plugin-1.0-1.x86_64"});
}

TEST_CASE("obsoletes of the base and of other sections are reported") {
  ReleaseFixture f(
      std::vector<Listed>{{.name = "old-name", .version = "1"}, {.name = "old-name", .version = "1.5"}});
  f.apps({{.name = "app", .requires_ = {"new-name"}}, {.name = "shared", .version = "3"}});
  config::Selection& rules =
      f.section("epel", {{.name = "new-name", .version = "2", .obsoletes = {"old-name < 2"}},
                         {.name = "shared", .version = "2"}});
  rules.packages = patterns({"shared"});
  const solve::Selection selection = f.select();
  CHECK(replacements(selection) ==
        Strings{"deps/epel new-name-2-1.noarch replaces old-name-1.5-1.noarch of base",
                "deps/apps shared-3-1.noarch replaces shared-2-1.noarch of deps/epel"});
}

TEST_CASE("packages of an earlier selection stay") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"lib", "web"}}});
  f.section("epel", {{.name = "lib", .version = "1", .source = "lib-src-1-1.src.rpm"},
                     {.name = "lib", .version = "2", .source = "lib-src-2-1.src.rpm"},
                     {.name = "alpha", .provides = {"web"}},
                     {.name = "zeta", .version = "1", .provides = {"web"}},
                     {.name = "zeta", .version = "2", .provides = {"web"}},
                     {.name = "unused"}});
  f.request.earlier = {rpm::Nevra::parse("lib-1-1.noarch"), rpm::Nevra::parse("zeta-1-1.noarch"),
                       rpm::Nevra::parse("gone-1-1.noarch"), rpm::Nevra::parse("unused-1.0-1.noarch")};
  solve::Selection selection = f.select();
  CHECK(selected(selection) == Strings{"epel lib-1-1.noarch", "epel zeta-1-1.noarch"});
  CHECK(package(selection, "lib").held->str() == "2-1");
  CHECK(rejections(package(selection, "lib")) ==
        Strings{"lib-2-1.noarch (epel): lib-1-1.noarch was selected earlier"});
  f.request.update = {"lib-src"};
  CHECK(selected(f.select()) == Strings{"epel lib-2-1.noarch", "epel zeta-1-1.noarch"});
  f.request.update = {};
  f.request.candidates[1].selection.exclude = patterns({"lib-1-1"});
  CHECK(selected(f.select()) == Strings{"epel lib-2-1.noarch", "epel zeta-1-1.noarch"});
  f.request.candidates[1].selection.exclude = {};
  f.request.earlier = {};
  CHECK(selected(f.select()) == Strings{"epel alpha-1.0-1.noarch", "epel lib-2-1.noarch"});
}

TEST_CASE("a package that rules select stays too, unless something requires another version") {
  ReleaseFixture f(std::vector<Listed>{});
  f.section("epel", {{.name = "tool", .version = "1"}, {.name = "tool", .version = "2"}}).packages =
      patterns({"tool"});
  f.request.earlier = {rpm::Nevra::parse("tool-1-1.noarch")};
  CHECK(selected(f.select()) == Strings{"epel tool-1-1.noarch"});
  f.apps({{.name = "app", .requires_ = {"tool >= 2"}}});
  CHECK(selected(f.select()) == Strings{"epel tool-2-1.noarch"});
}

TEST_CASE("a problem has the chain to it") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"mid"}}});
  f.section("epel", {{.name = "mid", .requires_ = {"deep"}}, {.name = "deep", .requires_ = {"missing = 3"}}});
  CHECK(lines_of(f.select().problems) ==
        Strings{
            "deps/apps: all: package app-1.0-1.noarch requires mid, but none of the providers can be "
            "installed | package mid-1.0-1.noarch requires deep, but none of the providers can be installed "
            "| nothing provides missing = 3 needed by deep-1.0-1.noarch | app-1.0-1.noarch requires mid; "
            "mid-1.0-1.noarch requires deep"});
}

TEST_CASE("a selection does not depend on the cache") {
  ReleaseFixture f(std::vector<Listed>{});
  f.apps({{.name = "app", .requires_ = {"web", "lib"}}});
  f.section("epel", {{.name = "zeta", .provides = {"web", "lib"}}, {.name = "alpha", .provides = {"web"}}});
  auto all = [&] {
    std::string text;
    for (const solve::Selected& one : f.select().packages)
      text += one.nevra.str() + " " + join(one.required_by, ">") + " " + one.requirement + " " +
              join(rejections(one), ",") + "\n";
    return text;
  };
  const std::string cold = all();
  CHECK(cold.find("zeta") != std::string::npos);
  CHECK(all() == cold);
  for (solve::Candidates& one : f.request.candidates) one.metadata.cache.clear();
  CHECK(all() == cold);
  const solve::Selector selector(f.request);
  CHECK(selected(selector.select()) == selected(selector.select()));
}
