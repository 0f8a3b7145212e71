// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/error.hpp"
#include "git/repository.hpp"
#include "git/unified_diff.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};

  void tag(const std::string& name, const std::string& commit) const { repo.git({"tag", name, commit}); }
  void merge(const std::string& branch) const {
    repo.git({"merge", "-q", "--no-ff", "-m", "merge " + branch, branch});
  }
  std::string head() const { return repo.line({"rev-parse", "HEAD"}); }
};

std::string nearest(const Repository& repository, const std::string& commit) {
  const auto tag = repository.nearest_tag(commit, repository.tags());
  return tag ? tag->name : "";
}

std::string next(const Repository& repository, const std::string& commit) {
  std::string names;
  for (const auto& tag : repository.next_tags(commit, repository.tags())) names += tag.name + " ";
  return names;
}

}  // namespace

TEST_CASE("the nearest tag and its distance are those of git describe") {
  Workshop shop;
  const std::string base = shop.repo.commit("base");
  shop.tag("1.0", base);
  shop.repo.git({"checkout", "-q", "-b", "stable"});
  shop.tag("1.0.1", shop.repo.commit("fix"));
  shop.repo.commit("fix 2");
  shop.repo.git({"checkout", "-q", "main"});
  for (int i = 0; i < 4; ++i) shop.repo.commit("work");
  shop.repo.git({"checkout", "-q", "-b", "topic"});
  shop.tag("2.0-rc1", shop.repo.commit("topic"));
  for (int i = 0; i < 3; ++i) shop.repo.commit("topic");
  shop.repo.git({"checkout", "-q", "main"});
  shop.merge("stable");
  shop.repo.commit("work");
  shop.merge("topic");
  shop.repo.commit("last");
  shop.repo.git({"tag", "-a", "-m", "annotated", "v2", "HEAD~2"});

  const Repository repository = Repository::open(shop.repo.path());
  size_t compared = 0;
  for (const auto& commit : repository.log(shop.head())) {
    const std::string described = shop.repo.line({"describe", "--tags", "--abbrev=0", commit.id});
    CHECK(nearest(repository, commit.id) == described);
    CHECK(std::to_string(repository.count(commit.id, {repository.resolve(described).id})) ==
          shop.repo.line({"rev-list", "--count", described + ".." + commit.id}));
    ++compared;
  }
  CHECK(compared == 15);
  CHECK(repository.count(shop.head()) == 15);
  CHECK_FALSE(repository.nearest_tag(shop.head(), {}));
}

TEST_CASE("the next tags are those without another tag in between") {
  Workshop shop;
  const std::string base = shop.repo.commit("base");
  const std::string work = shop.repo.commit("work");
  shop.repo.git({"checkout", "-q", "-b", "stable"});
  const std::string fix = shop.repo.commit("fix");
  shop.tag("1.1", fix);
  shop.tag("1.2", shop.repo.commit("fix 2"));
  shop.repo.git({"checkout", "-q", "main"});
  const std::string two = shop.repo.commit("two");
  shop.tag("2.0", two);
  shop.tag("old", base);
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(next(repository, work) == "1.1 2.0 ");
  CHECK(next(repository, base) == "1.1 2.0 ");
  CHECK(next(repository, fix) == "1.2 ");
  CHECK(next(repository, two) == "");
}

TEST_CASE("in a shallow clone a nearer tag may be missing; this is an error") {
  Workshop shop;
  shop.tag("v1", shop.repo.commit("one"));
  const std::string two = shop.repo.commit("two");
  shop.repo.commit("three");
  const auto clone = [&](const std::string& name, const std::string& depth) {
    const fs::path folder = shop.folder.path() / name;
    shop.repo.git({"clone", "-q", "--depth", depth, "file://" + shop.repo.path().string(), folder.string()});
    return Repository::open(folder);
  };
  const Repository shallow = clone("shallow", "2");
  const std::string message = test::error_of(ExitCode::invalid, [&] { (void)nearest(shallow, shop.head()); });
  CHECK(message ==
        "error: this is a shallow clone: its history ends at " + two.substr(0, 12) +
            ", but older commits are needed\nhint: fetch the rest: git fetch --unshallow --tags\n");
  test::error_of(ExitCode::invalid, [&] { (void)shallow.count(shop.head()); });
  const Repository deep = clone("deep", "3");
  CHECK(nearest(deep, shop.head()) == "v1");
  CHECK(deep.count(shop.head()) == 3);  // the complete history, although git calls it shallow

  shop.tag("v2", two);
  const Repository enough = clone("enough", "2");
  CHECK(enough.is_shallow());
  CHECK(nearest(enough, shop.head()) == "v2");
  CHECK(enough.count(shop.head(), {two}) == 1);
  CHECK(next(enough, two) == "");
  shop.tag("v3", shop.head());
  CHECK(next(clone("later", "2"), two) == "v3 ");
}

TEST_CASE("a tag in a shallow clone is nearest only if all missing commits are outside of its history") {
  Workshop shop;
  const std::string base = shop.repo.commit("base");
  shop.repo.git({"checkout", "-q", "-b", "side"});
  for (int i = 0; i < 5; ++i) shop.repo.commit("side");
  shop.repo.git({"checkout", "-q", "main"});
  shop.tag("v1", shop.repo.commit("one"));
  shop.merge("side");
  const fs::path folder = shop.folder.path() / "clone";
  shop.repo.git({"clone", "-q", "--depth", "2", "file://" + shop.repo.path().string(), folder.string()});
  const std::string side = shop.repo.line({"rev-parse", "side"});
  const std::string message =
      test::error_of(ExitCode::invalid, [&] { (void)nearest(Repository::open(folder), shop.head()); });
  CHECK(test::says(message, "its history ends at " + side.substr(0, 12)));
}

TEST_CASE("a commit's text is UTF-8, whatever its bytes") {
  Workshop shop;
  shop.repo.git({"-c", "i18n.commitEncoding=UTF-8", "commit", "-q", "--allow-empty", "-F", "-"},
                "gr\xFC\xDF\n");
  CHECK(Repository::open(shop.repo.path()).resolve("HEAD").subject == "grüß");
}

TEST_CASE("a unified diff has hunks and the file's name") {
  CHECK(git::unified_diff("a\nb\nc\n", "a\nB\nc\n", "x.spec") ==
        "--- a/x.spec\n+++ b/x.spec\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
  CHECK(git::unified_diff("same\n", "same\n", "x.spec") == "");
}
