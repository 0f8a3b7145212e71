// SPDX-License-Identifier: GPL-3.0-or-later
// Versions and changelogs from a repository's tags and history, as rpm reads them from the source package.
#include <doctest/doctest.h>

#include "core/text.hpp"
#include "process/process.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using config::ClientProfile;
using config::Recipe;

namespace {

std::string spec_with(const std::string& version, const std::string& release = "1%{?dist}",
                      const std::string& changelog = "") {
  std::string spec = small_spec();
  spec.replace(spec.find("1.0"), 3, version);
  spec.replace(spec.find("1%{?dist}"), 9, release);
  return spec + changelog;
}

// Version 1.0 tagged v1.0, two commits, version 1.1 in the spec, another commit.
class History : public Fixture {
 public:
  History() : Fixture(Files{{"greet.spec", spec_with("1.0")}}) {
    git({"tag", "v1.0"});
    commit_as("Ada", "First thing", "2024-02-01T10:00:00Z");
    commit_as("Bob", "Second thing: 100%\n\nIssue: X-1\n", "2024-02-01T11:00:00Z");
    after = id();
    write("greet.spec", spec_with("1.1"));
    commit_as("Ada", "Third thing", "2024-02-03T00:00:00+0500");
    head = id();
  }
  void commit_as(const std::string& name, const std::string& message, const std::string& time) {
    git({"add", "-A"});
    git({"-c", "user.name=" + name, "-c", "user.email=" + name + "@example.org", "commit", "-q",
         "--allow-empty", "-m", message},
        time);
  }
  std::string id() const { return std::string(trim(git({"rev-parse", "HEAD"}))); }
  std::string evr(const srpm::Request& request) { return make(request).nevra.evr.str(); }

  std::string after;  ///< two commits after v1.0
  std::string head;
};

srpm::Request request_for(const std::string& ref, const Recipe& recipe,
                          ClientProfile client = ClientProfile::modern) {
  srpm::Request request{.ref = ref, .recipe = recipe, .client = client};
  request.macros["dist"] = ".el";
  return request;
}

std::string changelog_of(const fs::path& package) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--changelog", package.string()}}, "rpm").out;
}

std::string stamp(const std::string& count_and_day, const std::string& id) {
  return count_and_day + "git" + id.substr(0, 7);
}

}  // namespace

TEST_CASE("a snapshot's version depends on the features of the clients") {
  History history;
  const Recipe snapshot{.snapshot = true};
  const std::string after = stamp("2.20240201", history.after);
  const std::string before = stamp("3.20240202", history.head);  // the committer's day in UTC
  const auto evr = [&](const std::string& ref, ClientProfile client) {
    return history.evr(request_for(ref, snapshot, client));
  };
  CHECK(evr(history.after, ClientProfile::modern) == "1.0^" + after + "-1.el");
  CHECK(evr(history.head, ClientProfile::modern) == "1.1~" + before + "-1.el");
  CHECK(evr(history.after, ClientProfile::el7) == "1.0-1." + after + ".el");
  CHECK(evr(history.head, ClientProfile::el7) == "1.1~" + before + "-1.el");
  CHECK(evr(history.after, ClientProfile::el6) == "1.0-1." + after + ".el");
  CHECK(evr(history.head, ClientProfile::el6) == "1.1-0." + before + ".el");
  CHECK(evr("v1.0", ClientProfile::modern) == "1.0-1.el");
  const auto made = history.make(request_for(history.after, snapshot));
  CHECK(Fixture::listing(made.path, "greet-1.0^" + after + ".tar.gz").front() == "greet-1.0^" + after + "/");
  CHECK(trim(history.git({"status", "--porcelain"})) == "");
}

TEST_CASE("a snapshot without any tag counts from the first commit") {
  Fixture fixture(Files{{"greet.spec", small_spec()}});
  const std::string id = std::string(trim(fixture.git({"rev-parse", "HEAD"})));
  const auto made = fixture.make(request_for("", {.snapshot = true}));
  CHECK(made.nevra.evr.version == "1.0~" + stamp("1.20240102", id));
}

TEST_CASE("a snapshot that would not sort between its neighbours is refused before anything is written") {
  History history;
  history.write("greet.spec", spec_with("1.0", "0%{?dist}"));
  history.commit_as("Ada", "Back", "2024-02-04T00:00:00Z");
  const Recipe snapshot{.snapshot = true};
  CHECK(history.error_of(request_for("", snapshot, ClientProfile::el6)) ==
        "error: the snapshot 1.0-0." + stamp("4.20240204", history.id()) +
            ".el would not be newer than v1.0, which is 1.0-1.el\n"
            "hint: set Version to the next one, or raise Release; Epoch and Release must not decrease\n");
  CHECK(fs::is_empty(history.tmp()));
}

TEST_CASE("a later release has the version in its own spec") {
  History history;
  history.git({"tag", "v0.9", history.head});  // a tag that does not contain the package's version
  CHECK(history.evr(request_for(history.after, {.snapshot = true})) ==
        "1.0^" + stamp("2.20240201", history.after) + "-1.el");
  const std::string message =
      history.error_of(request_for(history.after, {.version = Recipe::VersionFrom::tag, .snapshot = true}));
  CHECK(says(message, "would not be older than v0.9, which is 0.9-1.el"));
}

TEST_CASE("versions from tags") {
  History history;
  const Recipe recipe{.version = Recipe::VersionFrom::tag};
  history.git({"tag", "v2.0-rc1", history.after});
  CHECK(history.evr(request_for(history.after, recipe)) == "2.0~rc1-1.el");
  CHECK(history.evr(request_for(history.after, recipe, ClientProfile::el6)) == "2.0-0.rc1.1.el");
  REQUIRE(history.warnings().size() == 2);
  CHECK(history.warnings()[1] == "v2.0-rc1 is treated as a pre-release: 2.0-0.rc1.1.el sorts before 2.0");
  CHECK(history.evr(request_for(history.head, recipe)) == "2.0~rc1-1.el");
  REQUIRE(history.warnings().size() == 4);
  CHECK(history.warnings()[2] == history.head.substr(0, 12) +
                                     " is later than v2.0-rc1 but gets the same version; use --snapshot to "
                                     "give it its own");
  CHECK(history.error_of(
            request_for(history.head, {.version = recipe.version, .tag_pattern = "rel-{version}"})) ==
        "error: the version must come from a tag, but there is no release tag at or before " +
            history.head.substr(0, 12) +
            "\n"
            "hint: release tags look like rel-{version}; the tags of this repository match --tag-pattern "
            "'v{version}'\n");
}

TEST_CASE("a version defined by a macro is replaced, and uses of the old one are reported") {
  Fixture fixture(Files{{"greet.spec", "%global ver 1.0\n" + spec_with("%{ver}") + "%check\necho %{ver}\n"}});
  fixture.git({"tag", "greet-1.5"});
  const auto made = fixture.make(request_for("", {.version = Recipe::VersionFrom::tag}));
  CHECK(made.nevra.evr.str() == "1.5-1.el");
  REQUIRE(fixture.warnings().size() == 1);
  CHECK(
      fixture.warnings()[0] ==
      "greet.spec: Version is now 1.5, but %{ver}, which the spec also uses, is still 1.0: write %{version} "
      "instead");
}

TEST_CASE("a release of the recipe replaces the spec's, including macros") {
  History history;
  const auto made = history.make(request_for("v1.0", {.release = "0.trunk.7%{?dist}"}));
  CHECK(made.nevra.evr.str() == "1.0-0.trunk.7.el");
  CHECK(says(Fixture::member(made.path, "greet.spec"), "\nRelease: 0.trunk.7%{?dist}\n"));
  CHECK(history.evr(
            request_for(history.after, {.snapshot = true, .release = "3%{?dist}"}, ClientProfile::el6)) ==
        "1.0-3." + stamp("2.20240201", history.after) + ".el");
}

TEST_CASE("tags in branches of conditions get the new value too") {
  std::string spec = small_spec();
  spec.replace(spec.find("Version: 1.0"), 12, "%if 0%{?rhel}\nVersion: 1.0\n%else\nVersion: 2.0\n%endif");
  Fixture fixture(Files{{"greet.spec", spec}});
  fixture.git({"tag", "v3.0"});
  CHECK(fixture.make(request_for("", {.version = Recipe::VersionFrom::tag})).nevra.evr.version == "3.0");
}

TEST_CASE("a macro that overrides the changed line of a tag is noticed") {
  std::string spec = small_spec();
  spec.replace(spec.find("Version: 1.0"), 12, "%if 0\nVersion: 1.0\n%endif\n%{expand:Version: 1.1}");
  Fixture fixture(Files{{"greet.spec", spec}});
  fixture.git({"tag", "v3.0"});
  CHECK(fixture.error_of(request_for("", {.version = Recipe::VersionFrom::tag})) ==
        "greet.spec: error: the spec gives 1.1-1.el although its tags were set to 3.0-1.el\n"
        "hint: write Version: and Release: as plain lines of the preamble, and remove macros that set them "
        "again\n");
}

TEST_CASE("for a release with an unreadable spec, its tag counts") {
  History history;
  history.write("greet.spec", "no spec\n");
  history.commit_as("Ada", "Break", "2024-02-05T00:00:00Z");
  history.git({"tag", "v1.1"});
  history.write("greet.spec", spec_with("1.2"));
  history.commit_as("Ada", "Mend", "2024-02-06T00:00:00Z");
  const Recipe snapshot{.snapshot = true};
  CHECK(history.evr(request_for("", snapshot)) == "1.2~" + stamp("1.20240206", history.id()) + "-1.el");
  CHECK(history.evr(request_for(history.head, snapshot)) ==
        "1.1~" + stamp("3.20240202", history.head) + "-1.el");
}

TEST_CASE("%autorelease and %autochangelog work with snapshots and changelogs") {
  Fixture fixture(
      Files{{"greet.spec", spec_with("1.0", "%autorelease -b 4", "%changelog\n%autochangelog\n")}});
  fixture.git({"tag", "v1.0"});
  fixture.write("more", "x").commit("2024-03-01T00:00:00Z");
  const std::string id = std::string(trim(fixture.git({"rev-parse", "HEAD"})));
  const auto el6 = fixture.make(
      request_for("", {.snapshot = true, .changelog = Recipe::Changelog::commits}, ClientProfile::el6));
  CHECK(el6.nevra.evr.str() == "1.0-5." + stamp("1.20240301", id) + ".el");
  CHECK(changelog_of(el6.path) ==
        "* Fri Mar 01 2024 A <a@example.org> - 1.0-5." + stamp("1.20240301", id) + "\n- x\n\n");
  CHECK(fixture.make(request_for("", {.snapshot = true})).nevra.evr.release == "5.el");
}

TEST_CASE("a spec that defines its own version has the tag's version everywhere") {
  Fixture fixture(
      Files{{"greet.spec", "%define version 1.0\n%define release 1\n" +
                               spec_with("%{version}", "%{release}") + "%install\necho %{version}\n"}});
  fixture.git({"tag", "v2.0"});
  const auto srpm = fixture.make(request_for("", {.version = Recipe::VersionFrom::tag}));
  CHECK(srpm.nevra.evr.version == "2.0");
  CHECK(srpm.info.sources.at(0).file == "greet-2.0.tar.gz");
  CHECK(says(Fixture::member(srpm.path, "greet.spec"), "%define version 2.0\n"));
  CHECK(fixture.warnings().empty());
}

TEST_CASE("a changelog entry that names the commit") {
  History history;
  const auto made = history.make(request_for("v1.0", {.changelog = Recipe::Changelog::commit}));
  CHECK(changelog_of(made.path) == "* Tue Jan 02 2024 A <a@example.org> - 1.0-1\n- built from commit " +
                                       made.commit + " (ref v1.0)\n\n");
}

TEST_CASE("a changelog of the commits since the last release") {
  History history;
  const Recipe recipe{.changelog = Recipe::Changelog::commits, .changelog_skip = {"^First"}};
  const auto made = history.make(request_for(history.head, recipe));
  const std::string expected =
      "* Fri Feb 02 2024 Ada <Ada@example.org> - 1.1-1\n- Third thing\n\n"
      "* Thu Feb 01 2024 Bob <Bob@example.org> - 1.1-1\n- Second thing: 100% (Issue: X-1)\n\n";
  CHECK(changelog_of(made.path) == expected);
  SUBCASE("a release contains the commits since the previous one") {
    history.git({"tag", "v1.1", history.head});
    CHECK(changelog_of(history.make(request_for("v1.1", recipe)).path) == expected);
    CHECK(changelog_of(history.make(request_for("v1.0", recipe)).path) ==
          "* Tue Jan 02 2024 A <a@example.org> - 1.0-1\n- x\n\n");
  }
  SUBCASE("also if the previous entry has a time of day") {
    history.write("greet.spec",
                  spec_with("1.1", "1",
                            "%changelog\n* Sat Mar 02 20:00:00 UTC 2024 C <c@example.org> - 1.1-1\n"
                            "- Mine\n"));
    history.commit_as("Ada", "Fourth", "2024-02-04T00:00:00Z");
    CHECK(says(changelog_of(history.make(request_for("", recipe)).path), "* Sun Mar 03 2024 Ada"));
  }
  SUBCASE("entries are never older than those of the spec") {
    history.write("greet.spec",
                  spec_with("1.1", "1", "%changelog\n* Sat Mar 02 2024 C <c@example.org> - 1.1-1\n- Mine\n"));
    history.commit_as("Ada", "Fourth", "2024-02-04T00:00:00Z");
    CHECK(changelog_of(history.make(request_for("", recipe)).path) ==
          "* Sat Mar 02 2024 Ada <Ada@example.org> - 1.1-1\n- Fourth\n- Third thing\n\n"
          "* Sat Mar 02 2024 Bob <Bob@example.org> - 1.1-1\n- Second thing: 100% (Issue: X-1)\n\n"
          "* Sat Mar 02 2024 C <c@example.org> - 1.1-1\n- Mine\n\n");
  }
}

TEST_CASE("a folder packaged on its own has the commits that changed it, since its own release") {
  History history;
  history.write("part/part.spec", small_spec());
  history.commit_as("Ada", "Begin the part", "2024-02-04T00:00:00Z");
  history.git({"tag", "part-1.0"});
  history.git({"tag", "greet-1.1"});
  history.write("other", "x");
  history.commit_as("Ada", "Elsewhere", "2024-02-05T00:00:00Z");
  history.write("part/file", "x");
  history.commit_as("Ada", "Go on with the part", "2024-02-06T00:00:00Z");
  srpm::Request request = request_for("", {.changelog = Recipe::Changelog::commits});
  request.subdir = "part";
  CHECK(changelog_of(history.make(request).path) ==
        "* Tue Feb 06 2024 Ada <Ada@example.org> - 1.0-1\n- Go on with the part\n\n");
  request.ref = "part-1.0";
  CHECK(says(changelog_of(history.make(request).path), "- Begin the part\n"));
}

TEST_CASE("text of a commit never becomes part of the spec") {
  History history;
  const fs::path witness = history.root() / "witness";
  const std::string attack = "%if %(touch " + witness.string() + ") %{nothing %autorelease %%x \\";
  history.commit_as("%{lua:error()} %(false)", attack, "2024-02-04T00:00:00Z");
  history.commit_as("Ada", "* Tue Nov 24 2026 x\n", "2024-02-04T01:00:00Z");
  const auto made = history.make(request_for("", {.changelog = Recipe::Changelog::commits}));
  CHECK(says(changelog_of(made.path), "* Sun Feb 04 2024 %{lua:error()} %(false) <"));
  CHECK(says(changelog_of(made.path), "- " + attack.substr(0, attack.size() - 2) + "\n"));
  CHECK(says(changelog_of(made.path), "- * Tue Nov 24 2026 x\n"));
  CHECK_FALSE(fs::exists(witness));
}

TEST_CASE("tags and history identify a package if it uses them") {
  History history;
  const auto snapshot = request_for(history.after, {.snapshot = true});
  const auto first = history.make(snapshot);
  CHECK(history.make(snapshot).cached);
  history.git({"tag", "nightly", history.after});
  CHECK(history.make(snapshot).cached);
  history.git({"tag", "v1.1", history.head});
  CHECK_FALSE(history.make(snapshot).cached);
  CHECK(history.make(snapshot).sha256 == first.sha256);
  history.git({"tag", "v1.0.1", history.after});
  const auto tagged = history.make(snapshot);
  CHECK_FALSE(tagged.cached);
  CHECK(tagged.nevra.evr.str() == "1.0-1.el");

  const auto named = [](const std::string& ref) {
    return request_for(ref, {.changelog = Recipe::Changelog::commit});
  };
  history.make(named("main"));
  CHECK(history.make(named("main")).cached);
  CHECK_FALSE(history.make(named("")).cached);
  // A recipe that uses neither is identified by the commit alone.
  history.make(request_for(history.after, {}));
  history.git({"tag", "v7", history.after});
  CHECK(history.make(request_for(history.after, {})).cached);
}

TEST_CASE("a shallow clone is an error only if the history is needed") {
  History history;
  const fs::path clone = history.root() / "clone";
  history.git({"clone", "-q", "--depth", "1", "file://" + history.work_tree().string(), clone.string()});
  const git::Repository shallow = git::Repository::open(clone);
  const auto made = [&](const Recipe& recipe) {
    return srpm::make({shallow, ""}, request_for("", recipe),
                      {history.store(), history.tmp(), history.root()}, Reporter::silent());
  };
  CHECK(made({}).nevra.evr.str() == "1.1-1.el");
  for (const Recipe& recipe : {Recipe{.version = Recipe::VersionFrom::tag}, Recipe{.snapshot = true},
                               Recipe{.changelog = Recipe::Changelog::commits}})
    CHECK(says(test::error_of(ExitCode::invalid, [&] { made(recipe); }), "git fetch --unshallow --tags"));
}
