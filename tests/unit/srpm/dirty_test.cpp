// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/dirty.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "rpm/nevra.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

using Names = std::vector<std::string>;

TEST_CASE("the mark of a dirty tree is at the end of the release") {
  CHECK(srpm::with_dirty_release("Name: a\nRelease: 1%{?dist}\nRelease notes: none\n") ==
        "Name: a\nRelease: 1%{?dist}.dirty\nRelease notes: none\n");
  CHECK(srpm::with_dirty_release("%if 1\n  release :\t2 \r\n%else\nRelease:3") ==
        "%if 1\n  release :\t2.dirty \r\n%else\nRelease:3.dirty");
  CHECK(srpm::with_dirty_release("Release: %autorelease -b 3\n") ==
        "Release: %{expand:%autorelease -b 3}.dirty\n");
  CHECK(srpm::with_dirty_release("Release: %{autorelease}") == "Release: %{autorelease}.dirty");
  CHECK(srpm::with_dirty_release("#Release: 1") == "#Release: 1");
  const std::string endless = "Release: " + std::string(200000, '1');
  CHECK((srpm::with_dirty_release(endless) == endless + ".dirty"));  // not shown if it fails
}

TEST_CASE("a dirty release sorts between the plain one and the next one") {
  const auto evr = [](const std::string& release) { return rpm::Evr{"", "1.0", release}; };
  for (const std::string dist : {"", ".el6", ".fc41"}) {
    CHECK(evr("1" + dist + ".dirty") > evr("1" + dist));
    CHECK(evr("1" + dist + ".dirty") < evr("2" + dist));
  }
}

TEST_CASE("the work tree is packaged with its changes") {
  Fixture fixture(
      Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: greet.conf\n")},
            {"greet.conf", "old"},
            {"main.c", "old"},
            {"gone.c", "old"},
            {".gitattributes", "subst export-subst\n"},
            {"subst", "$Format:%s$\n"}});
  const auto clean = fixture.make();
  fixture.write("greet.conf", "new").write("main.c", "new").write("untracked.c", "new");
  fs::remove(fixture.work_tree() / "gone.c");
  const auto dirty = fixture.make({.dirty = true});
  CHECK(dirty.file_name == "greet-1.0-1.dirty.src.rpm");
  CHECK(dirty.dirty);
  CHECK(dirty.commit == clean.commit);
  CHECK(dirty.commit_time == clean.commit_time);
  CHECK(Fixture::member(dirty.path, "greet.conf") == "new");
  CHECK(Fixture::listing(dirty.path, "greet-1.0.tar.gz") ==
        Names{"greet-1.0/", "greet-1.0/.gitattributes", "greet-1.0/greet.conf", "greet-1.0/greet.spec",
              "greet-1.0/main.c", "greet-1.0/subst"});
  CHECK(fixture.make({.dirty = true}).cached);
  CHECK(fixture.make().sha256 == clean.sha256);
  fixture.write("main.c", "newer");
  CHECK_FALSE(fixture.make({.dirty = true}).cached);
}

TEST_CASE("a release that cannot be marked") {
  Fixture fixture(
      Files{{"greet.spec", "%include head.inc\n" + small_spec().substr(small_spec().find("Summary"))},
            {"head.inc", "Name: greet\nVersion: 1.0\nRelease: 1\n"}});
  fixture.write("more", "x");
  fixture.git({"add", "more"});
  CHECK(fixture.error_of({.dirty = true}) ==
        "greet.spec: error: cannot add the .dirty mark to the release 1\n"
        "hint: the mark is added to the line `Release: …`, but this spec sets the release elsewhere: commit "
        "the "
        "changes\n");
}

TEST_CASE("only changes of packaged files count") {
  Fixture fixture(Files{{"a/greet.spec", small_spec()},
                        {"a/main.c", "1"},
                        {"b/other.c", "1"},
                        {"rpm/greet.spec", small_spec()},
                        {"rpm/deep/file", "1"},
                        {"readme", "1"},
                        {".gitattributes", ""}});
  const auto changes = [&](const srpm::Request& request) {
    return srpm::changes_to_package(git::Repository::open(fixture.work_tree()), request);
  };
  fixture.write("b/other.c", "2").write("rpm/deep/file", "2").write("readme", "2");
  CHECK(changes({}) == Names{"b/other.c", "readme", "rpm/deep/file"});
  CHECK(changes({.ref = "HEAD"}).empty());
  CHECK(changes({.subdir = "a"}).empty());
  CHECK(changes({.spec = "rpm/greet.spec", .subdir = "a"}).empty());
  fixture.write(".gitattributes", "* text\n").write("rpm/greet.spec", "x").write("a/main.c", "2");
  CHECK(changes({.subdir = "a"}) == Names{".gitattributes", "a/main.c"});
  CHECK(changes({.spec = "rpm/greet.spec", .subdir = "a"}) ==
        Names{".gitattributes", "a/main.c", "rpm/greet.spec"});
}

TEST_CASE("untracked sources are reported") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {".gitignore", "*.bz2\n"}});
  const git::Repository repository = git::Repository::open(fixture.work_tree());
  const auto commit_tracked = [&] {
    fixture.git(
        {"-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-a", "-m", "Change"});
  };
  fixture.write("greet-1.0.tar.gz", "something else");
  const auto srpm = fixture.make();
  CHECK(srpm::untracked_sources(repository, {}, srpm) == Names{"greet-1.0.tar.gz"});
  CHECK(srpm::untracked_sources(repository, {.ref = "HEAD"}, srpm).empty());
  CHECK(
      srpm::untracked_sources(repository, {.generated_sources = {{"greet-1.0.tar.gz", "x"}}}, srpm).empty());
  fixture.write("greet.spec", small_spec("Source0: greet.tar.bz2\n")).write("greet.tar.bz2", "ignored");
  commit_tracked();
  CHECK(srpm::untracked_sources(repository, {}, fixture.make()).empty());

  fixture.write("greet.spec", small_spec("Source0: g.tar\nSource1: greet.conf\n"))
      .write("sources/greet.conf", "x");
  commit_tracked();
  CHECK(says(fixture.error_of({.ref = ""}),
             "\n  the work tree has sources/greet.conf, but git does not track it: run git add\n"));
}

TEST_CASE("the history of a dirty tree is that of HEAD") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"main.c", "old"}});
  fixture.git({"tag", "v1.0"});
  fixture.write("main.c", "new").commit();
  const auto snapshot = [&](bool dirty) {
    return fixture.make(
        {.recipe = {.snapshot = true, .changelog = config::Recipe::Changelog::commits}, .dirty = dirty});
  };
  const auto clean = snapshot(false);
  fixture.write("main.c", "newer");
  const auto dirty = snapshot(true);
  CHECK(dirty.nevra.evr.version == clean.nevra.evr.version);
  CHECK(dirty.nevra.evr.release == clean.nevra.evr.release + ".dirty");
  CHECK(Fixture::member(dirty.path, "greet.spec").find("rpmworks <rpmworks>") == std::string::npos);
}

TEST_CASE("a dirty tree cannot be packaged as patches") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"main.c", "old"}});
  fixture.git({"tag", "v1.0"});
  fixture.write("main.c", "new");
  CHECK(fixture.error_of({.recipe = {.upstream = "v1.0"}, .dirty = true}) ==
        "error: with an upstream tag every commit becomes a patch, but --dirty packages uncommitted changes\n"
        "hint: commit the changes, or remove --dirty or --upstream\n");
}

TEST_CASE("a work tree without changes is HEAD, even if HEAD is the first commit") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"main.c", "c"}});
  const auto srpm = fixture.make({.dirty = true});
  CHECK(srpm.dirty);
  CHECK(srpm.commit == trim(fixture.git({"rev-parse", "HEAD"})));
}
