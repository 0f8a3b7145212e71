// SPDX-License-Identifier: GPL-3.0-or-later
// Packages from one folder of a repository: they are identified by their contents.
#include "srpm/packaged_commit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "srpm/packaged_paths.hpp"
#include "srpm/reproducible.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

constexpr int64_t k_first_day = 1704164645;  // of Fixture::commit

Files monorepo() {
  return {{"greet/greet.spec", small_spec()}, {"greet/data", "1"}, {"other/data", "1"}, {"top", "1"}};
}

std::string head(const Fixture& fixture) {
  return fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
}

std::vector<std::string> paths_of(const Fixture& fixture, const srpm::Request& request) {
  const auto repository = git::Repository::open(fixture.work_tree());
  return srpm::packaged_paths(repository, repository.resolve(""), request)
      .value_or(std::vector<std::string>{"all"});
}

bool has(const std::vector<std::string>& paths, const std::string& path) {
  return std::ranges::find(paths, path) != paths.end();
}

/// Whether the source package of the folder greet stays the same after a change elsewhere.
bool stays(Fixture& fixture, const srpm::Request& request, const std::string& changed,
           const std::string& content = "changed") {
  const auto before = fixture.make(request);
  fixture.write(changed, content).commit("2030-01-01T00:00:00Z");
  const auto after = fixture.make(request);
  CHECK((before.sha256 == after.sha256) == (before.commit == after.commit));
  return before.sha256 == after.sha256;
}

}  // namespace

TEST_CASE("a commit that does not change a folder does not change its package") {
  Fixture fixture(monorepo());
  const std::string first = head(fixture);
  const srpm::Request greet{.subdir = "greet"};
  const auto before = fixture.make(greet);
  CHECK(before.commit == first);
  fixture.write("top", "2").write("other/data", "2").commit("2030-01-01T00:00:00Z");
  const auto after = fixture.make(greet);
  CHECK(after.sha256 == before.sha256);
  CHECK(after.cached);
  CHECK(after.commit == first);
  CHECK(after.commit_time == k_first_day);
  fixture.write("greet/data", "2").commit("2030-01-02T00:00:00Z");
  const auto changed = fixture.make(greet);
  CHECK(changed.sha256 != before.sha256);
  CHECK(changed.commit == head(fixture));
  CHECK(changed.commit_time == 1893542400);
  // Without the folder, the whole tree is the package.
  CHECK_FALSE(stays(fixture, {.spec = "greet/greet.spec"}, "top", "3"));
}

TEST_CASE("an empty store gives the same commit") {
  Fixture fixture(monorepo());
  const auto first = fixture.make({.subdir = "greet"});
  fixture.write("top", "2").commit();
  Fixture other(monorepo());
  other.write("top", "2").commit();
  CHECK(other.make({.subdir = "greet"}).sha256 == first.sha256);
}

TEST_CASE("attributes above the folder, and targets of links out of it, are part of the package") {
  Fixture fixture(monorepo());
  CHECK_FALSE(stays(fixture, {.subdir = "greet"}, ".gitattributes", "data export-ignore\n"));
  fixture.write("greet/common", "link:../other").commit();
  CHECK_FALSE(stays(fixture, {.subdir = "greet"}, "other/data", "2"));
  CHECK(stays(fixture, {.subdir = "greet"}, "top", "2"));
}

TEST_CASE("chains of links are followed") {
  Files files = monorepo();
  files["current"] = "link:versions/2";
  files["versions/2/data"] = "1";
  files["greet/now"] = "link:../current/data";
  files["greet/nowhere"] = "link:../missing";
  files["greet/root"] = "link:/etc/passwd";
  files["greet/out"] = "link:../../x";
  Fixture fixture(files);
  CHECK(paths_of(fixture, {.subdir = "greet"}) == std::vector<std::string>{".gitattributes", ".lfsconfig",
                                                                           "current", "greet", "missing",
                                                                           "versions/2/data"});
}

TEST_CASE("a spec outside of the folder counts, with the files beside it that it may name") {
  Files files = monorepo();
  files.erase("greet/greet.spec");
  files["specs/greet.spec"] = small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: %{name}.conf\n");
  files["specs/other.spec"] = small_spec();
  files["specs/greet.conf"] = "1";
  files["specs/README"] = "1";
  Fixture fixture(files);
  const srpm::Request greet{.spec = "specs/greet.spec", .subdir = "greet"};
  CHECK(paths_of(fixture, greet) == std::vector<std::string>{".gitattributes", ".lfsconfig", "greet",
                                                             "specs/.gitattributes", "specs/greet.conf",
                                                             "specs/greet.spec"});
  CHECK(stays(fixture, greet, "specs/other.spec", small_spec() + "# changed\n"));
  CHECK(stays(fixture, greet, "specs/README"));
  CHECK_FALSE(stays(fixture, greet, "specs/greet.conf"));
  // A removed spec counts as a change too: the package must not be made from a commit that still has it.
  fixture.write("specs/greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\n"));
  fixture.write("specs/sources", "").commit();
  const auto before = fixture.make(greet);
  fs::remove(fixture.work_tree() / "specs/sources");
  fixture.commit("2030-01-02T00:00:00Z");
  CHECK(fixture.make(greet).commit == head(fixture));
  CHECK(before.commit != head(fixture));
  CHECK_FALSE(stays(fixture, greet, "specs/greet.spec",
                    small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: %{name}.conf\n# x\n")));
}

TEST_CASE("a source outside of the folder is part of the package") {
  Files files = monorepo();
  files["greet/greet.spec"] =
      small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: ../common/greet.conf\n");
  files["common/greet.conf"] = "1";
  Fixture fixture(files);
  CHECK_FALSE(stays(fixture, {.subdir = "greet"}, "common/greet.conf"));
  CHECK(stays(fixture, {.subdir = "greet"}, "common/other.conf"));
}

TEST_CASE("if only a parsed spec could tell, the whole tree is the package") {
  Files files = monorepo();
  files["greet/greet.spec"] = small_spec("%global up ..\nSource1: %{up}/../x\n");
  CHECK(paths_of(Fixture(files), {.subdir = "greet"}) == std::vector<std::string>{"all"});
  files = monorepo();
  files["greet/.gear/rules"] = "tar: .\n";
  CHECK(paths_of(Fixture(files), {.subdir = "greet"}) == std::vector<std::string>{"all"});
  srpm::Request without{.subdir = "greet"};
  without.recipe.gear = config::Recipe::Rules::never;
  CHECK(has(paths_of(Fixture(files), without), "greet"));
}

TEST_CASE("submodules in the folder make .gitmodules part of the package") {
  Fixture fixture(monorepo());
  fixture.git({"update-index", "--add", "--cacheinfo", "160000," + head(fixture) + ",other/part"});
  fixture.git({"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"});
  CHECK_FALSE(has(paths_of(fixture, {.subdir = "greet"}), ".gitmodules"));
  CHECK(has(paths_of(fixture, {.subdir = "other"}), ".gitmodules"));
  fixture.git({"update-index", "--add", "--cacheinfo", "160000," + head(fixture) + ",greet/part"});
  fixture.git({"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x"});
  CHECK(has(paths_of(fixture, {.subdir = "greet"}), ".gitmodules"));
}

TEST_CASE("with a version from a tag, the tag is part of the package, but nothing else") {
  Fixture fixture(monorepo());
  fixture.git({"tag", "v1.5"});
  srpm::Request request{.subdir = "greet"};
  request.recipe.version = config::Recipe::VersionFrom::tag;
  const auto first = fixture.make(request);
  CHECK(first.nevra.evr.version == "1.5");
  fixture.write("top", "2").commit("2030-01-01T00:00:00Z");
  const auto same = fixture.make(request);
  CHECK(same.sha256 == first.sha256);
  // A release of the whole repository is a release of this package too: unchanged except for its version.
  fixture.git({"tag", "v1.6"});
  const auto second = fixture.make(request);
  CHECK(second.nevra.evr.version == "1.6");
  CHECK(second.commit == first.commit);
  CHECK(second.commit_time == first.commit_time);
  CHECK(fixture.warnings().empty());
}

TEST_CASE("the package of a folder is made again if its options change") {
  Fixture fixture(monorepo());
  fixture.git({"tag", "v1.5"});
  fixture.write("top", "2").commit("2030-01-01T00:00:00Z");
  fixture.git({"tag", "v1.6"});
  fixture.write("top", "3").commit("2030-01-02T00:00:00Z");
  srpm::Request request{.subdir = "greet"};
  request.recipe.version = config::Recipe::VersionFrom::tag;
  const auto made = fixture.make(request);
  CHECK(made.nevra.evr.version == "1.6");
  const auto repository = git::Repository::open(fixture.work_tree());
  CHECK_NOTHROW(srpm::require_reproducible({repository, "file://" + fixture.work_tree().string()}, request,
                                           made, {fixture.store(), fixture.tmp(), fixture.root() / "cache"}));
}

TEST_CASE("a folder without changes since a release is not a snapshot of it") {
  Fixture fixture(monorepo());
  fixture.git({"tag", "v1.0"});
  srpm::Request request{.subdir = "greet"};
  request.recipe.snapshot = true;
  fixture.write("top", "2").commit("2030-01-01T00:00:00Z");
  CHECK(fixture.make(request).file_name == "greet-1.0-1.src.rpm");
  fixture.write("greet/data", "2").commit("2030-01-02T00:00:00Z");
  const auto snapshot = fixture.make(request);
  CHECK(snapshot.file_name == "greet-1.0^2.20300102git" + head(fixture).substr(0, 7) + "-1.src.rpm");
  fixture.write("top", "3").commit("2030-01-03T00:00:00Z");
  CHECK(fixture.make(request).file_name == snapshot.file_name);
}

TEST_CASE("changelogs of commits do not change with commits elsewhere") {
  for (const auto from : {config::Recipe::Changelog::commit, config::Recipe::Changelog::commits}) {
    Fixture fixture(monorepo());
    srpm::Request request{.ref = "v1", .subdir = "greet"};
    request.recipe.changelog = from;
    fixture.git({"tag", "v1"});
    const auto first = fixture.make(request);
    fixture.write("top", "2").commit("2030-01-01T00:00:00Z");
    fixture.git({"tag", "v2"});
    request.ref = "v2";
    CHECK(fixture.make(request).sha256 == first.sha256);
  }
}

TEST_CASE("if a shallow clone hides the last change, the commit itself counts, with a warning") {
  Fixture fixture(monorepo());
  fixture.write("top", "2").commit("2030-01-01T00:00:00Z");
  fixture.git({"clone", "-q", "--depth", "1", "file://" + fixture.work_tree().string(), "../shallow"});
  const auto repository = git::Repository::open(fixture.root() / "shallow");
  const auto asked = repository.resolve("");
  Reporter reporter = fixture.reporter();
  const auto found = srpm::packaged_commit(repository, asked, {.name = "hello", .subdir = "greet"},
                                           fixture.store(), reporter);
  CHECK(found.id == asked.id);
  const auto& warnings = fixture.warnings();
  REQUIRE(warnings.size() == 1);
  CHECK(says(
      warnings.front(),
      "hello: the commit that last changed greet is unknown: the clone is shallow and its history ends at " +
          asked.id.substr(0, 12)));
  CHECK(says(warnings.front(), "run git fetch --unshallow to get the rest"));
}

TEST_CASE("a source outside of the folder, named by a macro, is never outdated") {
  for (const auto& [macro, source] : {std::pair("%global up ..\n", "%{up}/common/x.conf"),
                                      {"%define dot .\n", "%{dot}%{dot}/common/x.conf"},
                                      {"%define where() ../common\n", "%where/x.conf"},
                                      {"", "%{shared}/x.conf"},
                                      {"", "%{file_of_all}"}}) {
    CAPTURE(source);
    Files files = monorepo();
    files["greet/greet.spec"] =
        macro + small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: " + std::string(source) + "\n");
    files["common/x.conf"] = "1";
    Fixture fixture(files);
    srpm::Request greet{.subdir = "greet"};
    greet.macros = {{"shared", "../common"}, {"file_of_all", "../common/x.conf"}};
    CHECK_FALSE(stays(fixture, greet, "common/x.conf", "2"));
    CHECK(Fixture::member(fixture.make(greet).path, "x.conf") == "2");
  }
}

TEST_CASE("macros that stay in the folder do not affect its package") {
  Files files = monorepo();
  files["greet/greet.spec"] =
      "%global conf conf\n" + small_spec(
                                  "URL: https://example.org/greet\n"
                                  "Source0: %{url}/archive/%{name}-%{version}.tar.gz\n"
                                  "Source1: %{conf}/%{name}.conf\n");
  files["greet/conf/greet.conf"] = "1";
  Fixture fixture(files);
  CHECK(stays(fixture, {.subdir = "greet"}, "top"));
  // Two values: only rpm can tell which one counts.
  fixture.write("greet/greet.spec",
                "%if 0\n%global conf x\n%endif\n%global conf conf\n" +
                    small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: %{conf}/%{name}.conf\n"));
  fixture.commit();
  CHECK(paths_of(fixture, {.subdir = "greet"}) == std::vector<std::string>{"all"});
}

TEST_CASE("links on the path to a source are followed") {
  Files files = monorepo();
  files["greet/greet.spec"] = small_spec(
      "Source0: %{name}-%{version}.tar.gz\nSource1: ../shared/x.conf\nSource2: ../deep/../y.conf\n");
  files["shared"] = "link:current";
  files["current"] = "link:common";
  files["common/x.conf"] = "1";
  files["deep"] = "link:a/b";
  files["a/b/z"] = "1";
  files["a/y.conf"] = "1";
  Fixture fixture(files);
  CHECK(paths_of(fixture, {.subdir = "greet"}) ==
        std::vector<std::string>{".gitattributes", ".lfsconfig", "a/y.conf", "common/x.conf", "current",
                                 "deep", "greet", "shared"});
  CHECK_FALSE(stays(fixture, {.subdir = "greet"}, "common/x.conf", "2"));
  CHECK_FALSE(stays(fixture, {.subdir = "greet"}, "a/y.conf", "2"));
  CHECK(stays(fixture, {.subdir = "greet"}, "a/b/z", "2"));
}

TEST_CASE("the source folder beside a spec outside of the package's folder may be a link") {
  Files files = monorepo();
  files.erase("greet/greet.spec");
  files["pk/greet.spec"] = small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: x.conf\n");
  files["pk/SOURCES"] = "link:../real";
  files["real/x.conf"] = "1";
  files["real/other"] = "1";
  Fixture fixture(files);
  const srpm::Request greet{.spec = "pk/greet.spec", .subdir = "greet"};
  CHECK_FALSE(stays(fixture, greet, "real/x.conf", "2"));
  CHECK(Fixture::member(fixture.make(greet).path, "x.conf") == "2");
  CHECK(stays(fixture, greet, "real/other", "2"));
}

TEST_CASE("sources named only by a macro are never outdated, whatever the store contains") {
  Files files = monorepo();
  files["greet/greet.spec"] = small_spec(
      "Source0: %{name}-%{version}.tar.gz\n"
      "%{lua:print(table.concat({'Source1: ', string.rep('.', 2), '/common/x.conf'}))}\n");
  files["common/x.conf"] = "1";
  Fixture fixture(files);
  const srpm::Request greet{.subdir = "greet"};
  CHECK_FALSE(stays(fixture, greet, "common/x.conf", "2"));
  const auto made = fixture.make(greet);
  CHECK(Fixture::member(made.path, "x.conf") == "2");
  Fixture other(files);  // its store is empty
  other.write("common/x.conf", "2").commit("2030-01-01T00:00:00Z");
  CHECK(other.make(greet).sha256 == made.sha256);
}

TEST_CASE("a macro of the target that leads upwards counts wherever the spec uses it") {
  Files files = monorepo();
  files["greet/greet.spec"] = "%include %{shared}/more.inc\n" + small_spec();
  files["common/more.inc"] = "%global more 1\n";
  Fixture fixture(files);
  srpm::Request greet{.subdir = "greet"};
  greet.macros = {{"shared", "../common"}, {"unused", "../other"}};
  CHECK(paths_of(fixture, greet) == std::vector<std::string>{"all"});
  greet.macros.erase("shared");
  CHECK(has(paths_of(fixture, greet), "greet"));
}

TEST_CASE("a source whose folder only rpm can tell is reported: its package changes with each commit") {
  const std::string archive = "Source0: %{name}-%{version}.tar.gz\n";
  for (const auto& [macros, source] :
       {std::pair<std::string, std::string>{"%global conf %(echo conf)\n", "%{conf}/greet.conf"},
        {"%{lua:rpm.define('conf conf')}\n", "%conf/greet.conf"},
        {"%if 0\n%global conf x\n%endif\n%global conf conf\n", "%{?conf}/greet.conf"}}) {
    CAPTURE(source);
    Files files = monorepo();
    files["greet/greet.spec"] = macros + small_spec(archive + "Source1: " + source + "\n");
    files["greet/conf/greet.conf"] = "1";
    Fixture fixture(files);
    CHECK_FALSE(stays(fixture, {.subdir = "greet"}, "top"));
    REQUIRE_FALSE(fixture.warnings().empty());
    CHECK(fixture.warnings().front() ==
          "the package of greet changes with each commit: greet/greet.spec names the source " + source +
              ", and only rpm can tell the folder of that file; write a path without macros that lead out of "
              "the folder");
  }
  Files files = monorepo();
  files["greet/greet.spec"] = "%define where() ../common\n" + small_spec();
  Fixture up(files);
  CHECK_FALSE(stays(up, {.subdir = "greet"}, "top"));
  REQUIRE_FALSE(up.warnings().empty());
  CHECK(up.warnings().front() ==
        "the package of greet changes with each commit: the preamble of greet/greet.spec uses '..' outside "
        "of Source lines; write a path without macros that lead out of the folder");
}

TEST_CASE("an undefined macro in the folder of a source is an error with its name") {
  for (const std::string source :
       {"https://example.org/%{nowhere}/a.tar.gz", "%{nowhere}/a.tar.gz",
        "https://example.org/%nowhere/a.tar.gz", "https://example.org/a.tar.gz#/%{nowhere}/a.tar.gz",
        "sub/%{nowhere}/a.tar.gz"}) {
    CAPTURE(source);
    Files files = monorepo();
    files["greet/greet.spec"] = small_spec("Source0: " + source + "\n");
    for (const std::string folder : {"greet", ""}) {
      CAPTURE(folder);
      Fixture fixture(files);
      const std::string error =
          fixture.error_of({.spec = folder.empty() ? "greet/greet.spec" : "", .subdir = folder});
      CHECK(says(error, "greet/greet.spec:6: error: Source is '" + source +
                            "', but the macro %nowhere is not defined\n"));
    }
  }
}
