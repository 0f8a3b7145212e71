// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/reproducible.hpp"

#include <doctest/doctest.h>

#include "srpm/compare_packages.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

void require_reproducible(Fixture& fixture, const srpm::Request& request) {
  const git::Repository repository = git::Repository::open(fixture.work_tree());
  srpm::require_reproducible({repository, "url"}, request, fixture.make(request),
                             {fixture.store(), fixture.tmp(), fixture.root() / "cache"});
}

std::string error_of(Fixture& fixture, const srpm::Request& request = {}) {
  return test::error_of(ExitCode::gate, [&] { require_reproducible(fixture, request); });
}

srpm::Difference difference(const srpm::Srpm& one, const srpm::Srpm& other) {
  const auto found = srpm::first_difference(one.path, other.path);
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("a package made from a commit or a work tree is the same everywhere") {
  Fixture fixture(
      Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.xz\n%(echo '#' $TZ$LANG$HOME)\n")},
            {".gitattributes", "*.txt text=auto\nid export-subst\n"},
            {"a.txt", "a\n"},
            {"id", "$Format:%h %d$\n"},
            {"big", std::string(3 << 20, 'x')}});
  fixture.git({"tag", "v1"});
  for (const auto* ref : {"", "main", "v1", "HEAD"})
    require_reproducible(fixture, {.ref = ref, .threads = 2});
  require_reproducible(fixture, {.threads = 1});
  fixture.write("a.txt", "b\n");
  require_reproducible(fixture, {.dirty = true});
  CHECK(fs::is_empty(fixture.tmp()));
}

TEST_CASE("a spec that is not reproducible is detected, and the tag named") {
  Fixture fixture(
      Files{{"greet.spec", small_spec() + "%changelog\n* Tue Jan 02 2024 A <a@example.org> - 1.0-1\n"
                                          "- built as %(mktemp -u /build-XXXXXXXXXX)\n"}});
  const std::string error = error_of(fixture);
  CHECK(
      error.starts_with("greet.spec: error: greet-1.0-1.src.rpm is not reproducible: a second package "
                        "differs in Changelogtext\n"
                        "  first:  - built as /build-"));
  CHECK(says(error, "\n  second: - built as /build-"));
  CHECK(says(error, "must not depend on the time, random names or the machine\n"));
}

TEST_CASE("a release that changes each time is detected") {
  std::string spec = small_spec();
  spec.replace(spec.find("1%{?dist}"), 9, "1.%(date +%N)");
  Fixture fixture(Files{{"greet.spec", spec}});
  CHECK(says(fixture.error_of(), "the spec must give the same result each time it is parsed"));
}

TEST_CASE("the first difference between two packages is named") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.gz\nSource1: a.conf\n")},
                        {"a.conf", "1"},
                        {"src/main.c", "int one;"}});
  const auto first = fixture.make();
  CHECK_FALSE(srpm::first_difference(first.path, first.path));

  fixture.write("src/main.c", "int two;").commit();
  CHECK(difference(first, fixture.make()).where == "greet-1.0.tar.gz: greet-1.0/src/main.c");
  fixture.write("src/main.c", "run:int one;").commit();
  const auto mode = difference(first, fixture.make());
  CHECK(mode.where == "greet-1.0.tar.gz: greet-1.0/src/main.c");
  CHECK(mode.one.starts_with("mode 664, root:root, time "));
  CHECK(mode.other.starts_with("mode 775, root:root, time "));
  fixture.write("src/main.c", "int one;").write("src/more.c", "x").commit();
  const auto more = difference(first, fixture.make());
  CHECK(more.where == "greet-1.0.tar.gz: its members");
  CHECK(more.one == "the end");
  CHECK(more.other == "greet-1.0/src/more.c");
  fs::remove(fixture.work_tree() / "src/more.c");
  fixture.write("a.conf", "2").commit();
  CHECK(difference(first, fixture.make()).where == "a.conf");
  fixture.write("a.conf", "1").commit("2025-01-01T00:00:00Z");
  CHECK(says(difference(first, fixture.make()).one, "time 1704164645"));

  fixture.write("a.conf", "1").commit();
  // The same files from another commit, whose id is in the archive.
  const auto again = fixture.make();
  CHECK(difference(first, again).where == "greet-1.0.tar.gz");
  srpm::Request other;
  other.macros["vendor"] = "Acme";
  const auto header = difference(again, fixture.make(other));
  CHECK(header.where == "Vendor");
  CHECK(header.one == "");
  CHECK(header.other == "Acme");
  const auto compressed = difference(again, fixture.make({.payload = "w9.gzdio"}));
  CHECK(compressed.where == "Payloadcompressor");
}
