// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_count.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "core/text.hpp"
#include "process/process.hpp"
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

// A dist-git repository that gets one commit at a time.
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

/// Counts the sandboxes started while the object exists, with a program that replaces bubblewrap.
class SandboxCount {
 public:
  SandboxCount() {
    const auto real = find_program("bwrap");
    REQUIRE(real);
    write_file_atomically(m_folder.path() / "bwrap",
                          "#!/bin/sh\necho >>" + log().string() + "\nexec " + real->string() + " \"$@\"\n",
                          fs::perms(0755));
    ::setenv("PATH", (m_folder.path().string() + ":" + m_path).c_str(), 1);
  }
  ~SandboxCount() { ::setenv("PATH", m_path.c_str(), 1); }
  SandboxCount(const SandboxCount&) = delete;
  SandboxCount& operator=(const SandboxCount&) = delete;

  /// Since the last call.
  int64_t take() {
    const std::string lines = fs::exists(log()) ? read_file(log()) : "";
    fs::remove(log());
    return std::ranges::count(lines, '\n');
  }

 private:
  fs::path log() const { return m_folder.path() / "log"; }
  TempDir m_folder{fs::temp_directory_path(), "bwrap-"};
  std::string m_path = std::getenv("PATH");
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
  // An earlier version that returns does not continue its count.
  history.write("greet.spec", counted_spec("1.0"));
  history.commit_as("Back to 1.0");
  CHECK(history.release() == "1");
}

TEST_CASE("an epoch is part of the version, and rpm expands macros") {
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

TEST_CASE("specs of earlier commits are read once") {
  constexpr int64_t k_of_a_package = 2;  // its spec is read in the tree, and again when it is written
  History history;
  const std::vector<std::string> versions = {"%{major}.0", "%{major}.0.0", "%{?major}.%{major}"};
  for (const auto& version : versions) {
    history.write("greet.spec", "%global major 1\n" + counted_spec(version));
    history.commit_as("Another version");
  }
  history.write("greet.spec", "%if\n" + counted_spec("%{x}"));
  history.commit_as("Break the spec");
  history.write("greet.spec", "%global major 1\n" + counted_spec("%{major}.1"));
  history.commit_as("Mend the spec");
  SandboxCount sandboxes;
  CHECK(history.release() == "3");
  // Its own spec, the broken one, the previous one, and one of another version, where counting stops.
  CHECK(sandboxes.take() == k_of_a_package + 4);
  history.commit_as("Rebuild");
  CHECK(history.release() == "4");
  CHECK(sandboxes.take() == k_of_a_package);
  // Only the new version is read.
  history.write("greet.spec", "%global major 1\n" + counted_spec("%{major}.1", "%autorelease", "# x\n"));
  history.commit_as("Another text");
  CHECK(history.release() == "5");
  CHECK(sandboxes.take() == k_of_a_package + 1);
  // A spec that depends on its tree may differ at each commit.
  history.write("version", "1.1");
  history.write("greet.spec", "Source0: version\n" + counted_spec("%(cat %{SOURCE0})"));
  history.commit_as("A version from a file");
  CHECK(history.release() == "6");
  sandboxes.take();
  history.write("version", "2.0");
  history.commit_as("Update to 2.0");
  const auto made = history.make();
  CHECK(made.nevra.evr.version == "2.0");
  CHECK(sandboxes.take() == k_of_a_package + 1);
  History other;  // with an empty store the result is the same
  fs::remove_all(other.work_tree());
  fs::copy(history.work_tree(), other.work_tree(), fs::copy_options::recursive);
  CHECK(other.make().sha256 == made.sha256);
}

TEST_CASE("commits with a broken or missing spec") {
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

TEST_CASE("the longest path through merges counts") {
  History history;
  history.git({"checkout", "-q", "-b", "side"});
  history.commit_as("Side 1");
  history.commit_as("Side 2");
  history.git({"checkout", "-q", "-"});
  history.commit_as("Main 1");
  history.git({"-c", "user.name=A", "-c", "user.email=a@x", "merge", "-q", "--no-ff", "-m", "Merge", "side"});
  CHECK(history.release() == "4");
}

TEST_CASE("a shallow clone that ends too early is refused with a hint") {
  History history;
  history.commit_as("Second");
  history.commit_as("Third");
  const fs::path clone = history.root() / "clone";
  history.git({"clone", "-q", "--depth", "2", "file://" + history.work_tree().string(), clone.string()});
  const auto repository = git::Repository::open(clone);
  const srpm::Places places{history.store(), history.tmp(), history.root() / "cache"};
  const auto error_of = [&](const srpm::Request& request) -> std::string {
    try {
      srpm::make({repository, "x"}, request, places, Reporter::silent());
    } catch (const Error& thrown) {
      CHECK(thrown.code() == ExitCode::invalid);
      return thrown.render();
    }
    return {};
  };
  const std::string error = error_of({});
  CHECK(says(error,
             "%autorelease counts commits, but the history of this shallow clone ends before the first "
             "commit to count"));
  CHECK(says(error,
             "fetch the rest (git fetch --unshallow), or set the release: --release REL, or `release:` in"));
  srpm::Request with_release;
  with_release.recipe.release = "7";
  CHECK(error_of(with_release).empty());
}

TEST_CASE("commits that %autochangelog lacks in a shallow clone are reported with a working hint") {
  for (const std::string release : {"1", "%autorelease"}) {
    CAPTURE(release);
    History history;
    history.write("greet.spec", counted_spec("1.0", release, "%changelog\n%autochangelog\n"));
    history.commit_as("Second");
    history.commit_as("Third");
    const fs::path clone = history.root() / "clone";
    history.git({"clone", "-q", "--depth", "1", "file://" + history.work_tree().string(), clone.string()});
    const auto repository = git::Repository::open(clone);
    const srpm::Places places{history.store(), history.tmp(), history.root() / "cache"};
    srpm::Request request;
    try {
      srpm::make({repository, "x"}, request, places, Reporter::silent());
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(says(error.render(), release == "1"
                                     ? "%autochangelog counts commits, but the history of this shallow clone"
                                     : "%autorelease and %autochangelog count commits, but the history of"));
      CHECK(says(error.render(), release == "1"
                                     ? "or use another changelog: --changelog commit, or `changelog:"
                                     : "--release REL --changelog commit, or `release:` and"));
    }
    request.recipe.changelog = config::Recipe::Changelog::commit;
    if (release != "1") request.recipe.release = "7";
    CHECK_NOTHROW(srpm::make({repository, "x"}, request, places, Reporter::silent()));
  }
}

TEST_CASE("the package of a folder counts the commits that change it") {
  History history;
  history.git({"rm", "-q", "greet.spec"});
  history.write("specs/greet.spec", counted_spec("1.0", "%autorelease", "%changelog\n%autochangelog\n"));
  history.write("greet/data", "1").write("greet/common", "link:../common").write("common/x", "1");
  history.commit_as("Begin", "2024-02-01T00:00:00Z");
  const srpm::Request greet{.spec = "specs/greet.spec", .subdir = "greet"};
  CHECK(history.make(greet).nevra.evr.release == "1");
  history.write("common/x", "2");
  history.commit_as("Where a link leads", "2024-02-02T00:00:00Z");
  CHECK(history.make(greet).nevra.evr.release == "2");
  history.write("specs/greet.spec",
                counted_spec("1.0", "%autorelease", "# A comment.\n%changelog\n%autochangelog\n"));
  history.commit_as("The spec outside", "2024-02-03T00:00:00Z");
  CHECK(history.make(greet).nevra.evr.release == "3");
  history.write("other/data", "1");
  history.commit_as("Another package\n\n[bump release: 40]\n", "2024-02-04T00:00:00Z");
  history.write("greet/data", "2");
  history.commit_as("The folder", "2024-02-05T00:00:00Z");
  const auto made = history.make(greet);
  CHECK(made.nevra.evr.release == "4");
  CHECK(changelog_of(made.path) ==
        "* Mon Feb 05 2024 Ada <ada@example.org> - 1.0-4\n- The folder\n\n"
        "* Sat Feb 03 2024 Ada <ada@example.org> - 1.0-3\n- The spec outside\n\n"
        "* Fri Feb 02 2024 Ada <ada@example.org> - 1.0-2\n- Where a link leads\n\n"
        "* Thu Feb 01 2024 Ada <ada@example.org> - 1.0-1\n- Begin\n");
  history.write("greet/data", "3");
  history.commit_as("The folder\n\n[bump release: 20]\n");
  CHECK(history.make(greet).nevra.evr.release == "20");
}

TEST_CASE("for a spec in its folder, commits of other folders do not count either") {
  History history;
  history.git({"rm", "-q", "greet.spec"});
  history.write("greet/greet.spec", counted_spec("1.0", "%autorelease", "%changelog\n%autochangelog\n"));
  history.write("greet/common", "link:../common").write("common/x", "1");
  history.commit_as("Begin");
  for (const char* const text : {"1", "2", "3"}) {
    history.write("other/data", text);
    history.commit_as("Another package\n\n[bump release: 40]\n");
    history.write("common/x", std::string("new ") + text);
    history.commit_as("Where a link leads");
  }
  const auto made = history.make({.subdir = "greet"});
  CHECK(made.nevra.evr.release == "4");
  CHECK(Fixture::member(made.path, "greet.spec").find("Another package") == std::string::npos);
}

TEST_CASE("%autochangelog that shares its line is an error") {
  for (const std::string line :
       {"%{?!foo:%autochangelog}", "%{!?foo:%{autochangelog}}", "- see %autochangelog"}) {
    CAPTURE(line);
    History history;
    history.write("greet.spec", counted_spec("1.0", "1", "%changelog\n" + line + "\n"));
    history.commit_as("Second");
    const std::string error = history.error_of();
    CHECK(says(error, "%autochangelog is not on a line of its own"));
    CHECK(says(error, line));
    CHECK(says(error, "write %autochangelog alone on a line below %changelog"));
  }
  History history;
  history.write("greet.spec", counted_spec("1.0", "1", "%changelog\n# as %%autochangelog\n%autochangelog\n"));
  history.commit_as("Second");
  CHECK(says(changelog_of(history.make().path), "- Second\n"));
}

TEST_CASE("%autochangelog works with a Release line of any length") {
  History history;
  history.write("greet.spec", counted_spec("1.0", "%autorelease -b 7 " + std::string(300'000, ' '),
                                           "%changelog\n%autochangelog\n"));
  history.commit_as("A long line");
  history.write("greet.spec", counted_spec("1.0", "%autorelease -b 7 -e " + std::string(300'000, 'a'),
                                           "%changelog\n%autochangelog\n"));
  history.commit_as("One that says much");
  history.write("greet.spec", counted_spec("1.0", "%autorelease", "%changelog\n%autochangelog\n"));
  history.commit_as("A short line");
  CHECK(says(changelog_of(history.make().path), " - 1.0-3\n- One that says much\n"));
}

TEST_CASE("magic comments") {
  using srpm::magic_comments;
  CHECK(magic_comments("x\n\n[skip changelog]\n").skip_changelog);
  CHECK_FALSE(magic_comments("do not [skip changelog] here\n").skip_changelog);
  CHECK(magic_comments("x\n [ bump release 7 ] \n").bump_release == 7);
  CHECK(magic_comments("x\n[bump release: 3, skip changelog]\n[bump release: 5]\n").bump_release == 5);
  CHECK(magic_comments("x\n[bump release: 99999999999999]\n").bump_release == 1'000'000'000);
}

TEST_CASE("%autochangelog has an entry for each commit, down to the changelog file") {
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
