// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <map>

#include "git/repository.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};
  Repository open() const { return Repository::open(repo.path()); }
};

}  // namespace

TEST_CASE("files with filter=lfs are recognized, and left to the caller") {
  const Workshop workshop;
  workshop.repo.write(".gitattributes",
                      "[attr]big filter=lfs -text\n*.bin big\n*.sub filter=lfs export-subst\n"
                      "*.dos filter=lfs text eol=crlf\n*.other filter=other\nout.bin export-ignore\n");
  workshop.repo.write("sub/.gitattributes", "plain.bin !filter\n*.set filter\n");
  for (const char* path :
       {"a.bin", "b.sub", "c.dos", "d.other", "out.bin", "sub/a.bin", "sub/plain.bin", "sub/x.set"})
    workshop.repo.write(path, "$Format:%s$\n");
  workshop.repo.write("large.bin", std::string(1024, 'l'));
  workshop.repo.commit("subject");
  const Repository repository = workshop.open();
  const git::Commit commit = repository.resolve("HEAD");

  std::vector<std::string> announced;
  std::map<std::string, Repository::Archived> members;
  repository.archive(
      commit, "", [&](const Repository::Archived& member) { members[member.entry.path] = member; },
      [&](const std::vector<Repository::Archived>& files) {
        CHECK(members.empty());
        for (const auto& file : files) {
          CHECK(file.lfs);
          announced.push_back(file.entry.path + ": " + file.content);
        }
      });
  CHECK(announced == std::vector<std::string>{"a.bin: $Format:%s$\n", "b.sub: $Format:%s$\n",
                                              "c.dos: $Format:%s$\r\n", "sub/a.bin: $Format:%s$\n"});
  for (const auto& [path, member] : members) {
    CHECK(member.lfs == (path == "a.bin" || path == "b.sub" || path == "c.dos" || path == "large.bin" ||
                         path == "sub/a.bin"));
    CHECK(member.export_subst == (path == "b.sub"));
    if (path != "out.bin" && !path.ends_with(".gitattributes") && path != "sub")
      CHECK(repository.is_lfs(commit, path) == member.lfs);
  }
  CHECK(members.at("b.sub").content == "$Format:%s$\n");
  CHECK(repository.substituted(commit, "$Format:%s$\n") == "subject\n");
}

TEST_CASE("a repository's own settings") {
  const Workshop workshop;
  workshop.repo.git({"config", "lfs.url", "https://x.example/y"});
  CHECK(workshop.open().own_setting("lfs.url") == "https://x.example/y");
  CHECK_FALSE(workshop.open().own_setting("lfs.storage"));
  CHECK_FALSE(workshop.open().own_setting("no setting"));
}

TEST_CASE("settings that work trees share") {
  const Workshop workshop;
  workshop.repo.commit("one");
  workshop.repo.git({"worktree", "add", "-q", "../second"});
  const Repository second = Repository::open(workshop.folder.path() / "second");
  CHECK(fs::equivalent(second.common_dir(), workshop.repo.path() / ".git"));
  CHECK_FALSE(fs::equivalent(second.git_dir(), workshop.repo.path() / ".git"));
}
