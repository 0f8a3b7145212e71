// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using test::error_of;
using test::says;

namespace {

struct Releases {
  TempDir folder{fs::temp_directory_path(), "publish-"};
  store::Workspace workspace{.root = folder.path(), .cache = {}, .store_folder = {}};

  void add(const std::string& name) {
    make_folders(workspace.releases() / name);
    write_file_atomically(workspace.releases() / name / "manifest.json", "{}");
  }
};

}  // namespace

TEST_CASE("publishing points `current` at a release, and back again") {
  Releases r;
  for (const char* name : {"1.10", "1.9", "2.0"}) r.add(name);
  make_folders(r.workspace.releases() / ".3.0.tmp");
  make_folders(r.workspace.releases() / "something else");
  CHECK(compose::releases(r.workspace) == std::vector<std::string>{"1.9", "1.10", "2.0"});
  CHECK(compose::published(r.workspace).empty());
  compose::publish("1.10", r.workspace, Reporter::silent());
  CHECK(fs::read_symlink(r.workspace.releases() / "current") == "1.10");
  compose::publish("2.0", r.workspace, Reporter::silent());
  compose::publish("2.0", r.workspace, Reporter::silent());
  compose::publish("1.9", r.workspace, Reporter::silent());
  CHECK(compose::published(r.workspace) == "1.9");
  CHECK(fs::exists(r.workspace.releases() / "current" / "manifest.json"));
  CHECK(compose::releases(r.workspace).size() == 3);  // the link itself is not a release
}

TEST_CASE("rollback follows the order of publication, not of versions") {
  Releases r;
  for (const char* name : {"1.0", "1.1", "1.2", "2.0"}) r.add(name);
  CHECK(compose::published_before(r.workspace).empty());
  compose::publish("1.0", r.workspace, Reporter::silent());
  CHECK(compose::published_before(r.workspace).empty());
  compose::publish("2.0", r.workspace, Reporter::silent());
  compose::publish("1.2", r.workspace, Reporter::silent());
  CHECK(compose::published_before(r.workspace) == "2.0");
  compose::publish("2.0", r.workspace, Reporter::silent());  // rolled back
  CHECK(compose::published_before(r.workspace) == "1.0");
  CHECK(compose::was_published("1.2", r.workspace));
  CHECK_FALSE(compose::was_published("1.1", r.workspace));
  compose::publish("1.1", r.workspace, Reporter::silent());
  CHECK(compose::published_before(r.workspace) == "2.0");
  fs::remove_all(r.workspace.releases() / "2.0");
  CHECK(compose::published_before(r.workspace) == "1.0");
  fs::remove_all(r.workspace.state());  // the current release counts as published, even without a record
  CHECK(compose::was_published("1.1", r.workspace));
  CHECK(compose::published_before(r.workspace).empty());
}

TEST_CASE("publishing a missing release lists the existing ones") {
  Releases r;
  CHECK(says(error_of(ExitCode::invalid, [&] { compose::publish("1.0", r.workspace, Reporter::silent()); }),
             "there is no release yet"));
  r.add("1.0.0");
  r.add("1.0.1");
  const std::string message =
      error_of(ExitCode::invalid, [&] { compose::publish("1.0.2", r.workspace, Reporter::silent()); });
  CHECK(says(message, "there is no release '1.0.2'"));
  CHECK(says(message, "did you mean '1.0."));
  CHECK(says(message, "1.0.0, 1.0.1"));
  CHECK(
      says(error_of(ExitCode::invalid, [&] { compose::publish("../etc", r.workspace, Reporter::silent()); }),
           "there is no release"));
  CHECK_FALSE(fs::exists(fs::symlink_status(r.workspace.releases() / "current")));
}

TEST_CASE("a folder named `current` is not removed") {
  Releases r;
  r.add("1.0");
  make_folders(r.workspace.releases() / "current");
  CHECK(says(error_of(ExitCode::failed, [&] { compose::publish("1.0", r.workspace, Reporter::silent()); }),
             "exists and is not a symbolic link"));
  CHECK(fs::is_directory(r.workspace.releases() / "current"));
}

TEST_CASE("names of releases") {
  for (const char* good : {"1.0.2", "v2", "2026-11-23", "1.0~rc1", "1+git", "a_b"})
    CHECK_NOTHROW(compose::require_release_name(good));
  for (const char* bad : {"", ".", "..", ".1", "-1", "a/b", "a b", "current", "ä", "a\n", "*"})
    CHECK(
        says(error_of(ExitCode::invalid, [&] { compose::require_release_name(bad); }), "cannot be the name"));
  CHECK_THROWS_AS(compose::require_release_name(std::string(101, 'a')), Error);
}
