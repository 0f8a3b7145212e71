// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <unistd.h>

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

std::string message_of(const Repository& repository, const std::string& ref) {
  return test::error_of(ExitCode::invalid, [&] { repository.resolve(ref); });
}

}  // namespace

TEST_CASE("branches, tags and ids name commits") {
  Workshop shop;
  shop.repo.write("a", "1");
  const std::string one = shop.repo.commit("one\nstill one\n\nbody");
  shop.repo.git({"tag", "light"});
  shop.repo.git({"tag", "-a", "-m", "x", "v1.0"});
  shop.repo.git({"tag", "-a", "-m", "x", "of-tag", "v1.0"});
  const std::string two = shop.repo.commit("two");
  shop.repo.git({"branch", "topic/x", one});
  shop.repo.git({"update-ref", "refs/remotes/origin/there", one});
  shop.repo.git({"update-ref", "refs/remotes/fork/elsewhere", one});
  shop.repo.git({"update-ref", "refs/pull/7/head", one});
  const Repository repository = Repository::open(shop.repo.path());
  for (const std::string& ref :
       {std::string("light"), std::string("v1.0"), std::string("of-tag"), std::string("topic/x"),
        std::string("origin/there"), std::string("there"), std::string("elsewhere"),
        std::string("refs/pull/7/head"), std::string("refs/tags/v1.0"), one, one.substr(0, 7),
        std::string("HEAD~1"), std::string("HEAD^"), std::string("main~"), std::string("v1.0^{commit}"),
        two + "^1"}) {
    CAPTURE(ref);
    CHECK(repository.resolve(ref).id == one);
  }
  for (const char* const ref : {"", "HEAD", "main", "refs/heads/main"})
    CHECK(repository.resolve(ref).id == two);
  const git::Commit commit = repository.resolve("v1.0");
  CHECK(commit.tree == shop.repo.line({"rev-parse", one + "^{tree}"}));
  CHECK(commit.time == 1700003600);
  CHECK(commit.author_name == "Ada Writer");
  CHECK(commit.author_email == "ada@example.org");
  CHECK(commit.subject == "one still one");
  CHECK(commit.tag == "v1.0");
  CHECK(repository.resolve("refs/tags/light").tag == "light");
  CHECK(repository.resolve(one).tag == "");
}

TEST_CASE("the error for a missing ref lists the existing ones") {
  Workshop shop;
  const std::string one = shop.repo.commit("one");
  shop.repo.git({"tag", "v1.0.2"});
  shop.repo.git({"branch", "develop"});
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(test::says(message_of(repository, "develp"), "did you mean 'develop'?"));
  CHECK(test::says(message_of(repository, "1.0.2"), "did you mean 'v1.0.2'?"));
  CHECK(test::says(message_of(repository, "v1.0.3"), "did you mean 'v1.0.2'?"));
  CHECK(test::says(message_of(repository, "unlikely-name"), "known refs: develop, main, v1.0.2"));
  CHECK(test::says(message_of(repository, std::string(40, 'a')), "no commit aaaa"));
  CHECK(test::says(message_of(repository, "main~5"), "no such ancestor"));
  CHECK(test::says(message_of(repository, "nosuch~1"), "'nosuch'"));
  for (const char* const odd : {"--upload-pack=touch /tmp/x", "-", "a b", "..", "main:file", "HEAD@{1}",
                                ":/one", "main^{/one}", "a\nb", "refs/heads/", "refs/", "/"}) {
    CAPTURE(odd);
    CHECK(message_of(repository, odd) != "");
  }
}

TEST_CASE("a version is found under the name of its tag, however the tag is written") {
  Workshop shop;
  shop.repo.commit("one");
  for (const char* const tag : {"REL_4_0", "release-5.1", "python/v6.0-rc1"}) shop.repo.git({"tag", tag});
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(test::says(message_of(repository, "4.0"), "did you mean 'REL_4_0'?"));
  CHECK(test::says(message_of(repository, "v5.1"), "did you mean 'release-5.1'?"));
  CHECK(test::says(message_of(repository, "6.0-rc1"), "did you mean 'python/v6.0-rc1'?"));
}

TEST_CASE("a ref that is not a commit is reported with its type") {
  Workshop shop;
  shop.repo.write("a", "content");
  shop.repo.commit("one");
  shop.repo.git({"tag", "blob-tag", "HEAD:a"});
  shop.repo.git({"tag", "-a", "-m", "x", "tree-tag", "HEAD^{tree}"});
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(test::says(message_of(repository, "blob-tag"), "'blob-tag' is a blob, not a commit"));
  CHECK(test::says(message_of(repository, "tree-tag"), "'tree-tag' is a tree, not a commit"));
  CHECK(
      test::says(message_of(repository, shop.repo.line({"rev-parse", "HEAD:a"})), "is a blob, not a commit"));
}

TEST_CASE("a HEAD without a commit is reported") {
  Workshop shop;
  CHECK(test::says(message_of(Repository::open(shop.repo.path()), ""), "'main', which has no commit yet"));
  CHECK(test::says(message_of(Repository::open(shop.repo.path()), ""), "empty"));
  shop.repo.commit("one");
  shop.repo.git({"symbolic-ref", "HEAD", "refs/heads/other"});
  CHECK(test::says(message_of(Repository::open(shop.repo.path()), "HEAD"), "choose a ref: main"));
}

TEST_CASE("an abbreviation that matches several objects is refused") {
  Workshop shop;
  // Blobs, until two share their first four digits.
  std::map<std::string, int> seen;
  std::string shared;
  for (int i = 0; shared.empty() && i < 3000; ++i) {
    shop.repo.write("f" + std::to_string(i), std::to_string(i));
    if (i % 500 != 499) continue;
    shop.repo.commit("more");
    const std::string all = shop.repo.git({"ls-tree", "-r", "--object-only", "HEAD"});
    seen.clear();
    for (size_t at = 0; at < all.size(); at += 41)
      if (++seen[all.substr(at, 4)] == 2) shared = all.substr(at, 4);
  }
  REQUIRE(shared != "");
  CHECK(test::says(message_of(Repository::open(shop.repo.path()), shared), "matches several"));
}

TEST_CASE("repositories are found from within and opened, whoever owns them") {
  Workshop shop;
  shop.repo.write("a/b/c", "1");
  const std::string one = shop.repo.commit("one");
  const fs::path top = fs::canonical(shop.repo.path());
  CHECK(Repository::open(shop.repo.path() / "a/b").resolve("").id == one);
  CHECK(fs::canonical(Repository::open(shop.repo.path() / "a").git_dir()) == top / ".git");
  CHECK(fs::canonical(Repository::open(shop.repo.path()).work_tree()) == top);
  const fs::path bare = shop.folder.path() / "bare.git";
  shop.repo.git({"clone", "-q", "--bare", ".", bare.string()});
  CHECK(Repository::open(bare).work_tree().empty());
  // As in git, a repository without a core.bare setting is bare unless it is named ".git".
  fs::remove(bare / "config");
  CHECK(Repository::open(bare).work_tree().empty());
  CHECK(Repository::open(bare / "refs").origin() == fs::canonical(bare).string());
  shop.repo.git({"worktree", "add", "-q", (shop.folder.path() / "second").string(), "-b", "second"});
  CHECK(Repository::open(shop.folder.path() / "second").resolve("").id == one);
  CHECK_FALSE(Repository::open(shop.folder.path() / "second").work_tree().empty());
  CHECK_THROWS_AS(Repository::open(shop.folder.path()), Error);
  CHECK_THROWS_AS(Repository::open(shop.folder.path() / "missing"), Error);
  if (::geteuid() == 0) {
    REQUIRE(::chown(bare.c_str(), 12345, 12345) == 0);
    CHECK(Repository::open(bare).resolve("").id == one);
  }
}
