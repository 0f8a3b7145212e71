// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::vector<std::string> found_in(const std::vector<std::string>& paths) {
  std::vector<git::TreeEntry> tree;
  for (const auto& path : paths) tree.push_back({.path = path});
  return srpm::find_specs(tree);
}

}  // namespace

TEST_CASE("specs are sorted by nearness") {
  const std::vector<std::string> expected = {"z.spec",      "rpm/z.spec",        "packaging/z.spec",
                                             "dist/z.spec", ".packaging/z.spec", "a/z.spec",
                                             "b/a.spec",    "a/b/z.spec"};
  std::vector<std::string> shuffled(expected.rbegin(), expected.rend());
  CHECK(found_in(shuffled) == expected);
  CHECK(found_in({"a.spec.in", ".spec", "specs", "a.spec/b"}).empty());
}

TEST_CASE("the error for a missing spec has a hint") {
  Fixture fixture(Files{{"README", "x"}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "error: no spec found in the tree"));
  CHECK(says(error, "hint: add a spec"));
  fixture.write("greet.spec.in", "x").commit();
  CHECK(says(fixture.error_of(), "greet.spec.in is a template"));

  Fixture of_rpkg(Files{{"greet.spec.rpkg", "x"}});
  CHECK(says(of_rpkg.error_of(), "greet.spec.rpkg is a template"));
  Fixture of_tests(Files{{"greet.spec.ts", "x"}});
  CHECK_FALSE(says(of_tests.error_of(), "template"));
}

TEST_CASE("an uncommitted spec is mentioned if a spec is missing") {
  Fixture fixture(Files{{"README", "x"}});
  fixture.write("rpm/greet.spec", "x");
  CHECK(fixture.error_of() ==
        "error: no spec found in the tree\n  rpm/greet.spec is in the work tree but not committed\n"
        "hint: only committed files are packaged: git add rpm/greet.spec && git commit\n");
  CHECK(fixture.error_of({.spec = "rpm/greet.spec"}) ==
        "error: the tree has no rpm/greet.spec\n  rpm/greet.spec is in the work tree but not "
        "committed\n"
        "hint: only committed files are packaged: git add rpm/greet.spec && git commit\n");
  CHECK_FALSE(says(fixture.error_of({.ref = "HEAD"}), "not committed"));
  CHECK(says(fixture.error_of({.ref = "HEAD"}), "error: no spec found in the tree of HEAD\n"));
  CHECK_FALSE(says(fixture.error_of({.spec = "other.spec"}), "not committed"));
  fixture.write("README", "y");
  CHECK(says(fixture.error_of({.dirty = true}),
             "hint: --dirty packages what git tracks: git add rpm/greet.spec"));
}

TEST_CASE("a spec whose name is not UTF-8 is refused") {
  Fixture fixture(Files{{"gr\xfcn.spec", small_spec()}});
  CHECK(fixture.error_of() ==
        "error: the name of the spec gr\xfcn.spec is not UTF-8\nhint: rename it: git mv, and commit that\n");
  Fixture of_utf8(Files{{"grün.spec", small_spec()}, {"data", "x"}});
  CHECK(of_utf8.make().spec == "grün.spec");
}

TEST_CASE("several specs at the same distance are all listed") {
  Fixture fixture(Files{{"rpm/a.spec", "x"}, {"rpm/b.spec", "x"}, {"deep/er/c.spec", "x"}});
  const std::string error = fixture.error_of();
  CHECK(says(error, "2 specs match"));
  CHECK(says(error, "rpm/a.spec"));
  CHECK(says(error, "rpm/b.spec"));
  CHECK_FALSE(says(error, "c.spec"));
  CHECK(says(error, "--spec FILE"));
}

TEST_CASE("a selected spec that does not exist") {
  Fixture fixture(Files{{"rpm/greet.spec", "x"}});
  CHECK(says(fixture.error_of({.spec = "rpm/gret.spec"}), "did you mean rpm/greet.spec?"));
  CHECK(says(fixture.error_of({.subdir = "nowhere"}), "the tree has no folder nowhere"));
}
