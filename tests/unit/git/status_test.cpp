// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "git/repository.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::GitFixture;

using Files = std::vector<std::string>;

TEST_CASE("uncommitted changes of a work tree are listed") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  const auto changed = [&] { return Repository::open(repo.path()).changed_files(); };
  repo.write("a", "1");
  repo.write("sub/b", "1");
  repo.write("c", "1");
  repo.commit("one");
  CHECK(changed().empty());
  repo.write("untracked", "1");
  CHECK(changed().empty());
  repo.write("sub/b", "2");
  CHECK(changed() == Files{"sub/b"});
  repo.write("a", "2");
  repo.git({"add", "a"});
  fs::remove(repo.path() / "c");
  CHECK(changed() == Files{"a", "c", "sub/b"});
  repo.commit("two");
  CHECK(changed().empty());
}

TEST_CASE("reading the status runs no filter that the repository configures") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  repo.write("a", "1");
  repo.commit("one");
  const fs::path trace = folder.path() / "ran";
  repo.git({"config", "filter.f.clean", "touch " + trace.string()});
  repo.git({"config", "core.fsmonitor", "touch " + trace.string()});
  repo.write(".gitattributes", "* filter=f\n");
  repo.write("a", "2");
  CHECK(Repository::open(repo.path()).changed_files() == Files{"a"});
  CHECK_FALSE(fs::exists(trace));
}

TEST_CASE("a bare repository has no changes") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "bare", {"--bare"});
  CHECK(Repository::open(repo.path()).changed_files().empty());
}

TEST_CASE("before the first commit everything staged is new") {
  const TempDir folder(fs::temp_directory_path(), "git-");
  const GitFixture repo(folder.path() / "repo");
  repo.write("a", "1");
  repo.git({"add", "a"});
  CHECK(Repository::open(repo.path()).changed_files() == Files{"a"});
}
