// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <map>

#include "core/digest.hpp"
#include "core/threads.hpp"
#include "git/repository.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"
#include "support/thread_count.hpp"

using namespace rpmworks;
using git::Repository;
using test::error_of;
using test::GitFixture;
using test::says;

namespace {

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};

  git::Commit commit() const { return Repository::open(repo.path()).commit_of_work_tree(); }
  // The tree that git itself makes from a copy of the work tree.
  std::string tree_by_git() const {
    const fs::path copy = folder.path() / "copy";
    remove_tree(copy);
    run_checked({.argv = {"cp", "-a", repo.path().string(), copy.string()}}, "copying");
    const auto git = [&](const std::string& arguments) {
      std::string text =
          run_checked(
              {.argv = {"sh", "-c", "git " + arguments}, .env = GitFixture::environment(), .cwd = copy},
              "asking git")
              .out;
      return text.substr(0, text.find('\n'));
    };
    git("add -u");
    return git("write-tree");
  }
  // All properties of every file in .git, including times.
  std::map<std::string, std::string> git_folder() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(repo.path() / ".git")) {
      struct stat status {};
      REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
      files[entry.path().string()] =
          fmt::format("{:o} {} {}.{} {}", status.st_mode, status.st_size, status.st_mtim.tv_sec,
                      status.st_mtim.tv_nsec, entry.is_regular_file() ? digest_of_file(entry.path()) : "");
    }
    return files;
  }
};

using Contents = std::map<std::string, std::string>;

Contents archived(const Repository& repository, const git::Commit& commit) {
  Contents contents;
  repository.archive(commit, "", [&](const auto& member) {
    if (member.entry.kind != git::TreeEntry::Kind::folder) contents[member.entry.path] = member.content;
  });
  return contents;
}

}  // namespace

TEST_CASE("a work tree becomes the commit that git would make") {
  const Fixture fixture;
  const GitFixture& repo = fixture.repo;
  for (const auto* name : {"changed", "deep/er/changed", "deep.txt", "gone", "staged", "back", "run",
                           "was_file", "was_folder/inner", "was_folder2/inner"})
    repo.write(name, std::string("old ") + name);
  repo.link("was_link", "changed");
  repo.link("link", "changed");
  const std::string head = repo.commit("one");
  CHECK(fixture.commit().id == head);  // nothing has changed

  repo.write("changed", "new");
  repo.write("deep/er/changed", "new");
  fs::remove(repo.path() / "gone");
  repo.write("staged", "staged");
  repo.git({"add", "staged"});
  repo.write("staged", "and changed since");
  repo.write("back", "staged");
  repo.git({"add", "back"});
  repo.write("back", "old back");
  repo.write("run", "old run", true);
  fs::remove(repo.path() / "was_file");
  repo.link("was_file", "/etc/passwd");
  fs::remove(repo.path() / "was_link");
  repo.write("was_link", "a file now");
  fs::remove_all(repo.path() / "was_folder");
  repo.write("was_folder", "untracked, but it hides the tracked file");
  fs::remove_all(repo.path() / "was_folder2");
  make_folders(fixture.folder.path() / "elsewhere");
  write_new_file(fixture.folder.path() / "elsewhere/inner", "of the machine");
  repo.link("was_folder2", "../elsewhere");
  repo.write("intended", "new");
  repo.git({"add", "-N", "intended"});
  repo.write("untracked", "new");

  const auto before = fixture.git_folder();
  const Repository repository = Repository::open(repo.path());
  const git::Commit commit = repository.commit_of_work_tree();
  CHECK(commit.tree == fixture.tree_by_git());
  CHECK(commit.parents == std::vector<std::string>{head});
  CHECK(commit.author_name == "rpmworks");
  CHECK(commit.time == 1700003600);
  CHECK(commit.author_time == commit.time);
  CHECK(commit.subject == "The work tree on " + head.substr(0, 12));
  CHECK(repository.changed_files() ==
        std::vector<std::string>{"changed", "deep/er/changed", "gone", "intended", "run", "staged",
                                 "was_file", "was_folder/inner", "was_folder2/inner", "was_link"});
  const Contents contents = archived(repository, commit);
  CHECK(contents.at("changed") == "new");
  CHECK(contents.at("staged") == "and changed since");
  CHECK(contents.at("intended") == "new");
  CHECK(contents.at("was_file") == "/etc/passwd");
  CHECK_FALSE(contents.contains("untracked"));
  CHECK_FALSE(contents.contains("was_folder2/inner"));
  CHECK(repository.log(commit.id).size() == 2);

  CHECK(Repository::open(repo.path()).commit_of_work_tree().id == commit.id);
  CHECK(fixture.git_folder() == before);
  CHECK(says(error_of(ExitCode::invalid, [&] { (void)Repository::open(repo.path()).resolve(commit.id); }),
             "the repository has no commit " + commit.id));
}

TEST_CASE("many changed files are read in parallel") {
  const Fixture fixture;
  for (int i = 0; i < 300; ++i) fixture.repo.write(fmt::format("d{}/f{}", i % 7, i), "old");
  fixture.repo.commit("one");
  for (int i = 0; i < 300; ++i)
    fixture.repo.write(fmt::format("d{}/f{}", i % 7, i), fmt::format("new {}", i));
  const Repository repository = Repository::open(fixture.repo.path());
  const git::Commit commit = repository.commit_of_work_tree();
  CHECK(commit.tree == fixture.tree_by_git());
  const Contents contents = archived(repository, commit);
  REQUIRE(contents.size() == 300);
  for (int i = 0; i < 300; ++i)
    CHECK(contents.at(fmt::format("d{}/f{}", i % 7, i)) == fmt::format("new {}", i));
}

TEST_CASE("a work tree is read by no more threads than the limit allows") {
  const Fixture fixture;
  for (int i = 0; i < 2100; ++i) fixture.repo.write(fmt::format("f{}", i), "");
  fixture.repo.commit("one");
  fixture.repo.write("f1", "new");
  const auto started = [&](unsigned limit) {
    const ThreadLimit within(limit);
    return test::threads_started([&] { Repository::open(fixture.repo.path()).commit_of_work_tree(); });
  };
  CHECK(started(1) == 0);
  CHECK(started(3) == 2);  // beside the caller's
}

TEST_CASE("line ends, keywords and encodings are converted like in git add") {
  const Fixture fixture;
  const GitFixture& repo = fixture.repo;
  const std::vector<std::string> names = {"text.txt",   "auto.c",      "crlf.c",   "binary.c", "lone.c",
                                          "raw.bin",    "id.h",        "wide.ini", "wide.bom", "eol.bat",
                                          "sub/auto.c", "sub/unset.c", "plain"};
  repo.write(".gitattributes",
             "*.txt text\n*.c text=auto\n*.bin -text\n*.h ident\n*.ini working-tree-encoding=UTF-16 text\n"
             "*.bom working-tree-encoding=UTF-16LE-BOM text\n*.bat eol=crlf\n");
  repo.write("sub/.gitattributes", "unset.c !text\n");
  for (const auto& name : names) repo.write(name, "");
  // Committed with CRLF before an attribute said otherwise.
  repo.git({"add", "-A"});
  const std::string blob = repo.line({"hash-object", "-w", "--stdin"}, "one\r\ntwo\r\n");
  repo.git({"update-index", "--cacheinfo", "100644," + blob + ",crlf.c"});
  repo.git({"commit", "-q", "-m", "one"});

  repo.write("text.txt", "a\r\nb\rc\r\r\n");
  repo.write("auto.c", "a\r\nb\n");
  repo.write("crlf.c", "one\r\ntwo\r\nthree\r\n");
  repo.write("binary.c", std::string_view("a\r\n\0b", 5));
  repo.write("lone.c", "a\r\nb\rc");
  repo.write("raw.bin", "a\r\n");
  repo.write("id.h", "$Id$ $Id: 0123 $ $Id: two\nlines $ $Id: other words here $ $Id");
  repo.write("wide.ini", std::string_view("\xff\xfe"
                                          "a\0\r\0\n\0",
                                          8));
  repo.write("wide.bom", std::string_view("\xff\xfe"
                                          "\xe9\0\n\0",
                                          6));
  repo.write("eol.bat", "echo\r\n");
  repo.write("sub/auto.c", "x\r\n");
  repo.write("sub/unset.c", "x\r\n");
  repo.write("plain", "x\r\n");
  const Repository repository = Repository::open(repo.path());
  const git::Commit commit = repository.commit_of_work_tree();
  CHECK(commit.tree == fixture.tree_by_git());
  CHECK(repository.changed_files().size() == names.size());
  // The archive has the content of the work tree again.
  CHECK(archived(repository, commit).at("eol.bat") == "echo\r\n");
  CHECK(archived(repository, commit).at("auto.c") == "a\nb\n");

  repo.write("wide.ini", "odd");
  CHECK(says(error_of(ExitCode::invalid, [&] { (void)fixture.commit(); }),
             "error: 'wide.ini' is not in UTF-16, the encoding in .gitattributes\n"));
}

TEST_CASE("attributes of the work tree count, its configuration does not") {
  const Fixture fixture;
  fixture.repo.write(".gitattributes", "");
  fixture.repo.write("a/b/file", "one\n");
  fixture.repo.commit("one");
  fixture.repo.git({"config", "core.autocrlf", "true"});
  make_folders(fixture.repo.path() / ".git/info");
  write_new_file(fixture.repo.path() / ".git/info/attributes", "* text\n");
  fixture.repo.write("a/b/file", "two\r\n");
  const auto content = [&] {
    const Repository repository = Repository::open(fixture.repo.path());
    return archived(repository, repository.commit_of_work_tree()).at("a/b/file");
  };
  CHECK(content() == "two\r\n");
  fixture.repo.write("a/.gitattributes",
                     "\xef\xbb\xbf"
                     "file text\n");  // untracked, as git reads it too
  CHECK(content() == "two\n");
}

TEST_CASE("a file changed within the clock tick of the index is noticed") {
  const Fixture fixture;
  fixture.repo.write("file", "one");
  fixture.repo.write("empty", "full");
  fixture.repo.commit("one");
  const fs::path file = fixture.repo.path() / "file";
  const fs::path index = fixture.repo.path() / ".git/index";
  struct stat before {};
  REQUIRE(::stat(file.c_str(), &before) == 0);
  // The same size, changed in place, with the same times; the index is as old as the file.
  const auto with_times_of_before = [&](const fs::path& of) {
    const timespec times[2] = {before.st_mtim, before.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, of.c_str(), times, 0) == 0);
  };
  fixture.repo.write("file", "two");
  with_times_of_before(file);
  with_times_of_before(index);
  CHECK(Repository::open(fixture.repo.path()).changed_files() == std::vector<std::string>{"file"});
}

TEST_CASE("a file checked out by git LFS remains a pointer") {
  const Fixture fixture;
  const std::string large(5000, 'x');
  const std::string pointer = fmt::format(
      "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n", sha256(large), large.size());
  fixture.repo.write("a.bin", pointer);
  fixture.repo.write("b.bin", pointer);
  const std::string head = fixture.repo.commit("one");
  fixture.repo.write("a.bin", large);
  fixture.repo.write("b.bin", large);
  CHECK(fixture.commit().id == head);
  fixture.repo.write("b.bin", large + "and more");
  const Repository repository = Repository::open(fixture.repo.path());
  CHECK(repository.changed_files() == std::vector<std::string>{"b.bin"});
  const Contents contents = archived(repository, repository.commit_of_work_tree());
  CHECK(contents.at("a.bin") == pointer);
  CHECK(contents.at("b.bin") == large + "and more");
}

TEST_CASE("files that git was told not to check are taken from the index") {
  const Fixture fixture;
  fixture.repo.write("a", "1");
  fixture.repo.write("b", "1");
  const std::string head = fixture.repo.commit("one");
  fixture.repo.git({"update-index", "--assume-unchanged", "a"});
  fixture.repo.git({"update-index", "--skip-worktree", "b"});
  fixture.repo.write("a", "2");
  fs::remove(fixture.repo.path() / "b");
  CHECK(fixture.commit().id == head);
}

TEST_CASE("modes and links that the file system does not support are taken from the index") {
  const Fixture fixture;
  fixture.repo.write("run", "1", true);
  fixture.repo.link("link", "run");
  const std::string head = fixture.repo.commit("one");
  fixture.repo.git({"config", "core.filemode", "false"});
  fixture.repo.git({"config", "core.symlinks", "false"});
  fixture.repo.write("run", "1", false);
  fs::remove(fixture.repo.path() / "link");
  fixture.repo.write("link", "run");
  CHECK(fixture.commit().id == head);
}

TEST_CASE("a submodule counts with the commit that is checked out in it") {
  const Fixture fixture;
  const GitFixture inner(fixture.repo.path() / "inner");
  inner.write("file", "1");
  inner.commit("one");
  fixture.repo.write("file", "1");
  const std::string head = fixture.repo.commit("one");
  CHECK(fixture.commit().id == head);
  inner.write("file", "2");
  CHECK(fixture.commit().id == head);
  inner.commit("two");
  CHECK(fixture.commit().tree == fixture.tree_by_git());
  CHECK(Repository::open(fixture.repo.path()).changed_files() == std::vector<std::string>{"inner"});
}

TEST_CASE("work trees that cannot become a commit") {
  const Fixture fixture;
  CHECK(says(error_of(ExitCode::invalid, [&] { (void)fixture.commit(); }), "which has no commit yet"));
  fixture.repo.write("file", "1");
  fixture.repo.commit("one");
  fixture.repo.git({"checkout", "-q", "-b", "other"});
  fixture.repo.write("file", "2");
  fixture.repo.commit("two");
  fixture.repo.git({"checkout", "-q", "main"});
  fixture.repo.write("file", "3");
  fixture.repo.commit("three");
  CHECK_THROWS(fixture.repo.git({"merge", "-q", "other"}));
  CHECK(error_of(ExitCode::invalid, [&] { (void)fixture.commit(); }) ==
        "error: the index has unresolved merge conflicts\n  file\nhint: resolve them and run git add\n");
  CHECK(Repository::open(fixture.repo.path()).changed_files() == std::vector<std::string>{"file"});
  const GitFixture bare(fixture.folder.path() / "bare", {"--bare"});
  bare.git({"fetch", "-q", fixture.repo.path().string(), "other:main"});
  CHECK(says(error_of(ExitCode::invalid, [&] { (void)Repository::open(bare.path()).commit_of_work_tree(); }),
             "has no work tree"));
}

TEST_CASE("untracked files are distinguished from ignored ones") {
  const Fixture fixture;
  fixture.repo.write(".gitignore", "*.o\n");
  fixture.repo.write("tracked", "1");
  fixture.repo.commit("one");
  fixture.repo.write("new", "1");
  fixture.repo.write("sub/new", "1");
  fixture.repo.write("new.o", "1");
  const Repository repository = Repository::open(fixture.repo.path());
  CHECK(repository.untracked({"new", "nothing", "sub/new", "sub", "new.o", "tracked"}) ==
        std::vector<std::string>{"new", "sub/new"});
  fs::remove(fixture.repo.path() / "sub/new");
  fs::remove(fixture.repo.path() / "sub");
  fixture.repo.link("sub", "/etc");
  CHECK(repository.untracked({"sub/passwd"}).empty());
}
