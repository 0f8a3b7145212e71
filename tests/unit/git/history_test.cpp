// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "git/repository.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};
};

std::vector<std::string> ids_of(const std::vector<git::Commit>& commits) {
  std::vector<std::string> ids;
  for (const auto& commit : commits) ids.push_back(commit.id);
  return ids;
}

}  // namespace

TEST_CASE("only tags of commits count") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"tag", "light"});
  shop.repo.git({"tag", "-a", "-m", "x", "v1.0"});
  shop.repo.git({"tag", "of-tree", "HEAD^{tree}"});
  const auto tags = Repository::open(shop.repo.path()).tags();
  REQUIRE(tags.size() == 2);
  CHECK(tags[0].name == "light");
  CHECK(tags[1].name == "v1.0");
  CHECK(tags[1].commit == one);
}

TEST_CASE("a log contains both sides of a merge, and the commits' texts") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  const std::string two = shop.repo.commit("two\n\nIts body.\n");
  shop.repo.git({"checkout", "-q", "-b", "side", one});
  const std::string side = shop.repo.commit("side");
  shop.repo.git({"checkout", "-q", "main"});
  shop.repo.git({"merge", "-q", "--no-ff", "-m", "merged", "side"});
  const std::string merge = shop.repo.line({"rev-parse", "HEAD"});
  const Repository repository = Repository::open(shop.repo.path());
  const auto commits = repository.log(merge, {one});
  REQUIRE(commits.size() == 3);
  CHECK(commits[0].id == merge);
  CHECK(commits[0].parents == std::vector<std::string>{two, side});
  CHECK(ids_of(repository.log(two)) == std::vector<std::string>{two, one});
  const git::Commit said = repository.log(two, {one}).front();
  CHECK(said.subject == "two");
  CHECK(said.message == "two\n\nIts body.\n");
  CHECK(said.author_name == "Ada Writer");
  CHECK(said.author_time == 1700000000);
  CHECK(said.time == 1700003600);
  CHECK(repository.is_ancestor(one, merge));
  CHECK(repository.is_ancestor(merge, merge));
  CHECK_FALSE(repository.is_ancestor(side, two));
}

TEST_CASE("the history of a shallow clone does not count as complete") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"tag", "v1"});
  const std::string two = shop.repo.commit("two");
  const std::string three = shop.repo.commit("three");
  const fs::path clone = shop.folder.path() / "clone";
  shop.repo.git({"clone", "-q", "--depth", "2", "file://" + shop.repo.path().string(), clone.string()});
  const Repository repository = Repository::open(clone);
  CHECK(repository.is_shallow());
  CHECK_FALSE(Repository::open(shop.repo.path()).is_shallow());
  CHECK(ids_of(repository.log(three, {two})) == std::vector<std::string>{three});
  const std::string message = test::error_of(ExitCode::invalid, [&] { (void)repository.log(three); });
  CHECK(message.find("this is a shallow clone: its history ends at " + two.substr(0, 12)) !=
        std::string::npos);
  CHECK(message.find("git fetch --unshallow --tags") != std::string::npos);
  CHECK(repository.is_ancestor(two, three));
}
