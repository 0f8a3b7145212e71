// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <algorithm>

#include "core/text.hpp"
#include "process/process.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

srpm::Request since(const std::string& tag) {
  srpm::Request request;
  request.recipe.upstream = tag;
  return request;
}

std::vector<std::string> names_in(const fs::path& package) {
  std::vector<std::string> names;
  for (const auto& line : Fixture::members(package)) names.push_back(line.substr(line.rfind(' ') + 1));
  std::sort(names.begin(), names.end());
  return names;
}

// The folder that rpm makes in %prep of the source package.
fs::path prepared(const Fixture& fixture, const srpm::Srpm& srpm, const std::string& folder) {
  const fs::path top = fixture.root() / "rpmbuild";
  remove_tree(top);
  run_checked(
      {.argv = {"rpm", "-i", "--nosignature", "--define", "_topdir " + top.string(), srpm.path.string()}},
      "rpm -i");
  run_checked({.argv = {"rpmbuild", "-bp", "--nodeps", "--define", "_topdir " + top.string(),
                        (top / "SPECS" / "greet.spec").string()}},
              "rpmbuild -bp");
  return top / "BUILD" / folder;
}

// The differences between a folder and a commit's tree.
std::string differences(const Fixture& fixture, const fs::path& folder, const std::string& commit = "HEAD") {
  const fs::path tree = fixture.root() / "tree";
  remove_tree(tree);
  make_folders(tree);
  fixture.git({"archive", "--format=tar", "-o", (fixture.root() / "tree.tar").string(), commit});
  run_checked({.argv = {"tar", "xf", (fixture.root() / "tree.tar").string(), "-C", tree.string()}}, "tar");
  std::string found =
      run({.argv = {"diff", "-r", "--no-dereference", "--exclude=.git", folder.string(), tree.string()}}).out;
  for (const auto& entry : fs::recursive_directory_iterator(tree)) {
    const fs::path other = folder / fs::relative(entry.path(), tree);
    if (!entry.is_regular_file() || entry.is_symlink() || !fs::exists(other)) continue;
    const auto runs = [](const fs::path& file) {
      return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
    };
    if (runs(entry.path()) != runs(other)) found += "mode of " + other.string() + "\n";
  }
  return found;
}

struct Grown : Fixture {
  explicit Grown(const std::string& prep)
      : Fixture(Files{{"main.c", "int main() {}\n"}, {"old.txt", "old\n"}, {"with blank", "x\n"}}) {
    git({"tag", "v1.0"});
    write("rpm/greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: greet.conf\n", prep));
    write("rpm/greet.conf", "a=1\n");
    commit();
    write("main.c", "int main() { return 0; }\n");
    write("with blank", "y\n");
    write("run.sh", "run:#!/bin/sh\n");
    write("empty", "");
    fs::remove(work_tree() / "old.txt");
    commit();
    write("rpm/greet.conf", "a=2\n");
    write("main.c", "int main() { return 1; }\n");
    commit();
  }
};

}  // namespace

TEST_CASE("commits since a tag become patches, from which rpm makes the commit's tree") {
  for (const std::string prep :
       {"%setup -q\n", "%autosetup\n", "%autosetup -N\n%autopatch -p1\n", "%autosetup -S git -p1\n"}) {
    CAPTURE(prep);
    Grown fixture(prep);
    const auto srpm = fixture.make(since("v1.0"));
    CHECK(names_in(srpm.path) == std::vector<std::string>{"0001-x.patch", "0002-x.patch", "greet-1.0.tar.gz",
                                                          "greet.conf", "greet.spec"});
    CHECK(Fixture::listing(srpm.path, "greet-1.0.tar.gz") ==
          std::vector<std::string>{"greet-1.0/", "greet-1.0/main.c", "greet-1.0/old.txt",
                                   "greet-1.0/with blank"});
    CHECK(Fixture::member(srpm.path, "greet.conf") == "a=2\n");
    CHECK(says(Fixture::member(srpm.path, "greet.spec"),
               "Source1: greet.conf\nPatch0001: 0001-x.patch\nPatch0002: 0002-x.patch\n"));
    CHECK(differences(fixture, prepared(fixture, srpm, "greet-1.0")) ==
          "Only in " + (fixture.root() / "tree").string() + ": rpm\n");
    CHECK(fixture.git({"status", "--porcelain"}).empty());
  }
}

TEST_CASE("a source package with patches is also identified by its tag") {
  Grown fixture("%autosetup\n");
  const auto first = fixture.make(since("v1.0"));
  CHECK(fixture.make(since("v1.0")).cached);
  const auto whole = fixture.make();
  CHECK(whole.sha256 != first.sha256);
  fixture.git({"tag", "-f", "v1.0", "HEAD~1"});
  const auto moved = fixture.make(since("v1.0"));
  CHECK_FALSE(moved.cached);
  CHECK(names_in(moved.path).front() == "0001-x.patch");
  CHECK(names_in(moved.path).size() == 4);
  fixture.git({"tag", "-f", "v1.0", "HEAD"});
  CHECK(names_in(fixture.make(since("v1.0")).path).size() == 3);
}

TEST_CASE("binary files need a spec that applies them with git") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"image", std::string("\0\1", 2)}});
  fixture.git({"tag", "v1.0"});
  fixture.write("image", std::string("\0\2", 2)).commit();
  const std::string id = fixture.git({"rev-parse", "HEAD"}).substr(0, 12);
  CHECK(fixture.error_of(since("v1.0")) ==
        "greet.spec:10: error: " + id +
            " (x) changes the binary file image, and only git can apply such a patch\n"
            "  10 | %setup -q\n"
            "hint: write %autosetup -p1 -S git, with BuildRequires: git; or name a later tag with "
            "`upstream`\n");
  fixture.write("greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\n", "%autosetup -p1 -S git\n"))
      .commit();
  const auto srpm = fixture.make(since("v1.0"));
  CHECK(says(differences(fixture, prepared(fixture, srpm, "greet-1.0")), "greet.spec"));
  CHECK(read_file(prepared(fixture, srpm, "greet-1.0") / "image") == std::string("\0\2", 2));
}

TEST_CASE(
    "files that attributes exclude from the archive are in no patch, and files that they change are "
    "refused") {
  Fixture fixture(Files{{"greet.spec", small_spec()},
                        {".gitattributes", "ci.yml export-ignore\nversion export-subst\n"},
                        {"ci.yml", "one\n"},
                        {"version", "$Format:%H$\none\n"},
                        {"code", "one\n"}});
  fixture.git({"tag", "v1.0"});
  fixture.write("ci.yml", "two\n").write("code", "two\n").commit();
  const auto srpm = fixture.make(since("v1.0"));
  const std::string patch = Fixture::member(srpm.path, "0001-x.patch");
  CHECK(patch.find("ci.yml") == std::string::npos);
  CHECK(read_file(prepared(fixture, srpm, "greet-1.0") / "code") == "two\n");
  fixture.write("version", "$Format:%H$\ntwo\n").commit();
  CHECK(says(fixture.error_of(since("v1.0")),
             "(x) changes version, but that file differs between the archive and the tree\n"));
}

TEST_CASE("a folder of several packages makes patches only for its own files") {
  Fixture fixture(Files{{"a/greet.spec", small_spec()}, {"a/code", "one\n"}, {"b/code", "one\n"}});
  fixture.git({"tag", "v1.0"});
  fixture.write("b/code", "two\n").commit();
  fixture.write("a/code", "two\n").commit();
  srpm::Request request = since("v1.0");
  request.subdir = "a";
  const auto srpm = fixture.make(request);
  CHECK(names_in(srpm.path) == std::vector<std::string>{"0001-x.patch", "greet-1.0.tar.gz", "greet.spec"});
  CHECK(read_file(prepared(fixture, srpm, "greet-1.0") / "code") == "two\n");
}

TEST_CASE("an unsuitable tag is reported") {
  Grown fixture("%autosetup\n");
  CHECK(says(fixture.error_of(since("v2.0")), "the repository has no branch, tag or commit 'v2.0'"));
  fixture.write("rpm/greet-1.0.tar.gz", "x").commit();
  CHECK(says(fixture.error_of(since("v1.0")),
             "rpm/greet.spec: error: the source is not made from the tree of v1.0"));
  fixture.git({"checkout", "-q", "--orphan", "other"});
  fixture.commit();
  fixture.git({"tag", "v3.0"});
  fixture.git({"checkout", "-q", "main"});
  CHECK(says(fixture.error_of(since("v3.0")), "v3.0 is not among the ancestors of "));
}
