// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/staging.hpp"

#include <doctest/doctest.h>

#include "unit/compose/fixture.hpp"

using namespace rpmworks;

namespace {

struct Workspace {
  TempDir folder{fs::temp_directory_path(), "staging-"};
  store::Workspace workspace{.root = folder.path(), .cache = {}, .store_folder = {}};
  fs::path releases = workspace.releases();
  fs::path record = workspace.state() / "staged.json";

  Workspace() {
    make_folders(releases);
    make_folders(workspace.state());
  }
  void put(const fs::path& file, const std::string& text = "mine") const {
    make_folders(file.parent_path());
    write_file_atomically(file, text);
  }
  void killed(const std::string& left, const std::string& release) const {
    write_file_atomically(record, R"({"release":")" + release + R"(","folder":")" + left + "\"}");
  }
};

}  // namespace

TEST_CASE("files of other programs in releases/ stay, whatever their names") {
  const Workspace w;
  for (const char* name :
       {".rsync.tmp/partial", ".todo.tmp", ".1.0.replaced/a", ".1.0.tmp/b", ".rpmworks-mine/c"})
    w.put(w.releases / name);
  w.put(w.releases / "1.0" / "manifest.json", "{}");
  const std::string before = test::contents(w.releases);
  {
    const compose::Staging staging(w.workspace, "1.0");
    CHECK(fs::is_empty(staging.folder()));
    CHECK(staging.folder().filename().string().starts_with(".rpmworks-1.0-"));
    CHECK(is_there(w.record));
  }
  CHECK(test::contents(w.releases) == before);
  CHECK_FALSE(is_there(w.record));
}

TEST_CASE("a record identifies the folder that a killed run left, and it is removed") {
  const Workspace w;
  w.put(w.releases / ".rpmworks-1.0-0a1b2c3d" / "packages" / "half");
  w.put(w.releases / ".rpmworks-1.0-ffffffff" / "not recorded");
  w.killed(".rpmworks-1.0-0a1b2c3d", "1.0");
  { const compose::Staging staging(w.workspace, "1.1"); }
  CHECK_FALSE(is_there(w.releases / ".rpmworks-1.0-0a1b2c3d"));
  CHECK(is_there(w.releases / ".rpmworks-1.0-ffffffff"));
}

TEST_CASE("a release that a killed run had moved away is restored") {
  const Workspace w;
  w.put(w.releases / ".rpmworks-1.0-0a1b2c3d.replaced" / "manifest.json", "old");
  w.killed(".rpmworks-1.0-0a1b2c3d", "1.0");
  SUBCASE("the new release is missing") {
    { const compose::Staging staging(w.workspace, "1.1"); }
    CHECK(read_file(w.releases / "1.0" / "manifest.json") == "old");
  }
  SUBCASE("the new release exists") {
    w.put(w.releases / "1.0" / "manifest.json", "new");
    { const compose::Staging staging(w.workspace, "1.1"); }
    CHECK(read_file(w.releases / "1.0" / "manifest.json") == "new");
  }
  CHECK_FALSE(is_there(w.releases / ".rpmworks-1.0-0a1b2c3d.replaced"));
}

TEST_CASE("a record that rpmworks could not have written removes nothing") {
  const Workspace w;
  w.put(w.folder.path() / "precious" / "a");
  w.put(w.releases / "1.0" / "manifest.json", "{}");
  const std::string before = test::contents(w.folder.path() / "precious") + test::contents(w.releases);
  for (const char* folder : {"../precious", "1.0", "..", ".", "", ".rpmworks-/../../precious"}) {
    w.killed(folder, "1.0");
    { const compose::Staging staging(w.workspace, "1.1"); }
    CHECK(test::contents(w.folder.path() / "precious") + test::contents(w.releases) == before);
  }
  for (const char* rubbish : {"", "[1", "[]", "{}", R"({"folder":3,"release":{}})"}) {
    write_file_atomically(w.record, rubbish);
    { const compose::Staging staging(w.workspace, "1.1"); }
    CHECK(test::contents(w.folder.path() / "precious") + test::contents(w.releases) == before);
  }
}
