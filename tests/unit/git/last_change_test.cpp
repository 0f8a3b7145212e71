// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

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

  std::string change(const std::string& file, const std::string& content) const {
    repo.write(file, content);
    return repo.commit(file + " is " + content);
  }
  std::string head() const { return repo.line({"rev-parse", "HEAD"}); }
  /// What git itself reports.
  std::string by_git(const std::vector<std::string>& paths) const {
    std::vector<std::string> arguments = {"log", "-1", "--format=%H", "--"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    return repo.line(arguments);
  }
  std::string last(const std::vector<std::string>& paths) const {
    const auto found = Repository::open(repo.path()).last_change(head(), paths);
    CHECK(found.is_known);
    return found.commit;
  }
};

}  // namespace

TEST_CASE("the last commit that changed a folder, a file, or one of several") {
  Workshop shop;
  const std::string one = shop.change("a/file", "1");
  const std::string two = shop.change("b/file", "1");
  shop.change("top", "1");
  CHECK(shop.last({"a"}) == one);
  CHECK(shop.last({"b/file"}) == two);
  CHECK(shop.last({"a", "b"}) == two);
  CHECK(shop.last({""}) == shop.head());
  // A path that is removed and added again.
  const std::string three = shop.change("a/.gitattributes", "x");
  shop.change("top", "2");
  CHECK(shop.last({"a/.gitattributes"}) == three);
  shop.repo.git({"rm", "-q", "a/.gitattributes"});
  const std::string gone = shop.repo.commit("gone");
  shop.change("top", "3");
  CHECK(shop.last({"a/.gitattributes"}) == gone);
  // If no commit changed the path, the result is the first commit.
  CHECK(shop.last({"nowhere"}) == one);
  // A changed mode counts as a change.
  shop.repo.write("b/file", "1", true);
  const std::string runs = shop.repo.commit("runs");
  shop.change("top", "4");
  CHECK(shop.last({"b/file"}) == runs);
}

TEST_CASE("merges are followed to the side with the same content, like in git log") {
  Workshop shop;
  shop.change("a/file", "1");
  shop.change("b/file", "1");
  shop.repo.git({"checkout", "-q", "-b", "side"});
  const std::string side = shop.change("a/file", "2");
  shop.change("top", "side");
  shop.repo.git({"checkout", "-q", "main"});
  const std::string main = shop.change("b/file", "2");
  shop.repo.git({"merge", "-q", "--no-ff", "-m", "merged", "side"});
  CHECK(shop.last({"a"}) == side);
  CHECK(shop.last({"b"}) == main);
  CHECK(shop.last({"a"}) == shop.by_git({"a"}));
  // Both sides of a merge changed it: the merge itself is the last change, because neither side has its
  // content.
  CHECK(shop.last({"a", "b"}) == shop.head());
  CHECK(shop.last({"a", "b"}) == shop.by_git({"a", "b"}));
}

TEST_CASE("a search stops at a known answer") {
  Workshop shop;
  const std::string one = shop.change("a/file", "1");
  const std::string two = shop.change("top", "1");
  const std::string three = shop.change("top", "2");
  std::vector<std::string> asked;
  const auto found = Repository::open(shop.repo.path()).last_change(three, {"a"}, [&](const std::string& at) {
    asked.push_back(at);
    return at == two ? std::optional<std::string>(one) : std::nullopt;
  });
  CHECK(found.commit == one);
  CHECK(asked == std::vector<std::string>{three, two});
}

TEST_CASE("beyond the end of a shallow clone the answer is unknown") {
  Workshop shop;
  shop.change("a/file", "1");
  shop.change("top", "1");
  const std::string three = shop.change("b/file", "1");
  shop.change("top", "2");
  const fs::path clone = shop.folder.path() / "clone";
  shop.repo.git({"clone", "-q", "--depth", "3", "file://" + shop.repo.path().string(), clone.string()});
  const Repository shallow = Repository::open(clone);
  CHECK(shallow.last_change(shop.head(), {"b"}).commit == three);
  CHECK(shallow.last_change(shop.head(), {"b"}).is_known);
  CHECK_FALSE(shallow.last_change(shop.head(), {"a"}).is_known);
}

TEST_CASE("two commits are compared only at the given paths") {
  Workshop shop;
  const std::string one = shop.change("a/file", "1");
  const std::string two = shop.change("b/file", "1");
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(repository.are_same_at(one, two, {"a", "nowhere"}));
  CHECK_FALSE(repository.are_same_at(one, two, {"a", "b"}));
  CHECK_FALSE(repository.are_same_at(one, two, {""}));
}
