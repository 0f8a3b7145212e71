// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_count.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "srpm/autochangelog.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

std::string counted_spec(const std::string& version, const std::string& release = "%autorelease",
                         const std::string& end = "") {
  std::string spec = small_spec("", "");
  spec.replace(spec.find("1%{?dist}"), 9, release);
  return spec.replace(spec.find("1.0"), 3, version) + end;
}

// A dist-git repository that grows a commit at a time.
struct History : Fixture {
  History() : Fixture(Files{{"greet.spec", counted_spec("1.0")}}) {}
  void commit_as(const std::string& message, const std::string& time = "2024-02-01T00:00:00Z") {
    git({"add", "-A"});
    git({"-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "--allow-empty", "-m",
         message},
        time);
  }
  std::string release() { return make().nevra.evr.release; }
};

std::string changelog_of(const fs::path& package) {
  const std::string spec = Fixture::member(package, "greet.spec");
  return spec.substr(spec.find("%changelog\n") + 11);
}

}  // namespace

TEST_CASE("%autorelease counts the commits since the version changed") {
  History history;
  CHECK(history.release() == "1");
  history.commit_as("Second");
  history.write("patch", "x");
  history.commit_as("Third");
  CHECK(history.release() == "3");
  history.write("greet.spec", counted_spec("1.1"));
  history.commit_as("Update to 1.1");
  CHECK(history.release() == "1");
  history.commit_as("Rebuild");
  CHECK(history.release() == "2");
  // The version that was there before does not count again.
  history.write("greet.spec", counted_spec("1.0"));
  history.commit_as("Back to 1.0");
  CHECK(history.release() == "1");
}

TEST_CASE("an epoch is part of the version, and macros are read by rpm") {
  History history;
  history.write("greet.spec", "%global major 1\n" + counted_spec("%{major}.0"));
  history.commit_as("The same version by way of a macro");
  CHECK(history.release() == "2");
  history.write("greet.spec", "%global major 2\n" + counted_spec("%{major}.0"));
  history.commit_as("Update to 2.0");
  history.commit_as("Rebuild");
  CHECK(history.release() == "2");
  history.write("greet.spec", "Epoch: 1\n" + counted_spec("2.0"));
  history.commit_as("Add an epoch");
  CHECK(history.release() == "1");
}

TEST_CASE("commits at which the spec is broken or missing") {
  History history;
  history.write("greet.spec", "%if\n" + counted_spec("%{x}"));
  history.commit_as("Break the spec");
  history.write("greet.spec", counted_spec("1.0"));
  history.commit_as("Mend the spec");
  CHECK(history.release() == "3");
  history.git({"rm", "-q", "greet.spec"});
  history.write("dead.package", "x");
  history.commit_as("Retire");
  history.write("greet.spec", counted_spec("1.0"));
  history.commit_as("Unretire");
  CHECK(history.release() == "4");
}

TEST_CASE("flags of %autorelease and [bump release]") {
  History history;
  history.write("greet.spec", counted_spec("1.0", "%autorelease -b 10"));
  history.commit_as("Base");
  CHECK(history.release() == "11");
  history.write("greet.spec", counted_spec("1.0", "%autorelease -p -e rc1 -s 20240101git"));
  history.commit_as("A pre-release");
  CHECK(history.release() == "0.3.rc1.20240101git");
  history.write("greet.spec", counted_spec("1.0"));
  history.commit_as("Go on\n\n[skip changelog, bump release: 9]\n");
  CHECK(history.release() == "9");
  history.commit_as("And on");
  CHECK(history.release() == "10");
  history.commit_as("Lower than it is\n\n[bump release: 2]\n");
  CHECK(history.release() == "11");
}

TEST_CASE("the longest way through merges counts") {
  History history;
  history.git({"checkout", "-q", "-b", "side"});
  history.commit_as("Side 1");
  history.commit_as("Side 2");
  history.git({"checkout", "-q", "-"});
  history.commit_as("Main 1");
  history.git({"-c", "user.name=A", "-c", "user.email=a@x", "merge", "-q", "--no-ff", "-m", "Merge", "side"});
  CHECK(history.release() == "4");
}

TEST_CASE("a shallow clone that ends too early is refused with the ways out") {
  History history;
  history.commit_as("Second");
  history.commit_as("Third");
  const fs::path clone = history.root() / "clone";
  history.git({"clone", "-q", "--depth", "2", "file://" + history.work_tree().string(), clone.string()});
  const auto repository = git::Repository::open(clone);
  const srpm::Places places{history.store(), history.tmp(), history.root() / "cache"};
  std::string error;
  try {
    srpm::make(repository, "x", {}, places, Reporter::silent());
  } catch (const Error& thrown) {
    CHECK(thrown.code() == ExitCode::invalid);
    error = thrown.render();
  }
  CHECK(says(error,
             "%autorelease and %autochangelog count commits, and the history of this shallow clone ends"));
  CHECK(says(error, "git fetch --unshallow"));
}

TEST_CASE("magic comments") {
  using srpm::magic_comments;
  CHECK(magic_comments("x\n\n[skip changelog]\n").skip_changelog);
  CHECK_FALSE(magic_comments("do not [skip changelog] here\n").skip_changelog);
  CHECK(magic_comments("x\n [ bump release 7 ] \n").bump_release == 7);
  CHECK(magic_comments("x\n[bump release: 3, skip changelog]\n[bump release: 5]\n").bump_release == 5);
  CHECK(magic_comments("x\n[bump release: 99999999999999]\n").bump_release == 1'000'000'000);
}

TEST_CASE("%autochangelog has an entry for each commit, down to the file changelog") {
  History history;
  history.write("greet.spec", counted_spec("1.0", "%autorelease", "%changelog\n%autochangelog\n"));
  history.write("changelog", "* Mon Jan 01 2024 Old <old@example.org> - 0.9-1\n- Before\n");
  history.commit_as("Convert to rpmautospec", "2024-01-10T00:00:00Z");
  history.commit_as("Mend 100% of it\n\n- First thing\n- Second thing\n\nProse.\n", "2024-02-01T00:00:00Z");
  history.commit_as("Nobody needs to know\n\n[skip changelog]\n", "2024-02-02T00:00:00Z");
  history.write("greet.spec", counted_spec("1.1", "%autorelease -b 3", "%changelog\n%autochangelog\n"));
  history.commit_as(
      "Update to 1.1\n\n... which takes a long line to tell, so that it must be wrapped at some place in "
      "it\n",
      "2024-02-03T00:00:00Z");
  CHECK(changelog_of(history.make().path) ==
        "* Sat Feb 03 2024 Ada <ada@example.org> - 1.1-3\n"
        "- Update to 1.1 which takes a long line to tell, so that it must be wrapped\n"
        "  at some place in it\n"
        "\n"
        "* Thu Feb 01 2024 Ada <ada@example.org> - 1.0-3\n"
        "- Mend 100%% of it\n"
        "- First thing\n"
        "- Second thing\n"
        "\n"
        "* Mon Jan 01 2024 Old <old@example.org> - 0.9-1\n"
        "- Before\n");
}

TEST_CASE("an entry is never newer than the one above it, and a merge of two trees ends the changelog") {
  History history;
  history.write("greet.spec", counted_spec("1.0", "%autorelease", "%changelog\n%autochangelog\n"));
  history.commit_as("Begin", "2024-03-01T00:00:00Z");
  history.git({"checkout", "-q", "-b", "side"});
  history.write("side", "x");
  history.commit_as("Side", "2024-03-02T00:00:00Z");
  history.git({"checkout", "-q", "-"});
  history.write("main", "x");
  history.commit_as("Main", "2024-03-09T00:00:00Z");
  CHECK(says(changelog_of(history.make().path),
             "* Sat Mar 09 2024 Ada <ada@example.org> - 1.0-3\n- Main\n\n* Fri Mar 01"));
  history.git({"-c", "user.name=A", "-c", "user.email=a@x", "merge", "-q", "--no-ff", "-m", "Merge", "side"});
  history.commit_as("After", "2024-03-05T00:00:00Z");
  CHECK(changelog_of(history.make().path) == "* Tue Mar 05 2024 Ada <ada@example.org> - 1.0-5\n- After\n");
  REQUIRE(history.warnings().size() == 1);
  CHECK(says(history.warnings()[0], "greet.spec: %autochangelog ends at the merge "));
}

TEST_CASE("items of a changelog entry") {
  using srpm::changelog_items;
  using Items = std::vector<std::string>;
  CHECK(changelog_items("Subject\nof two lines\n\nProse\n") == Items{"Subject of two lines"});
  CHECK(changelog_items("- Subject\n\n- one\n  more\n- two\n\n- not this\n") ==
        Items{"Subject", "one more", "two"});
  CHECK(changelog_items("Subject\n\n…goes on\nand on\n\n") == Items{"Subject goes on and on"});
  CHECK(changelog_items("\033[31mred\n") == Items{"[31mred"});
}
