// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/patches.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"

using namespace rpmworks;
using git::Repository;
using test::error_of;
using test::GitFixture;

namespace {

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};

  std::vector<git::Patch> patches(const std::string& base, const std::string& head = "HEAD",
                                  git::PatchScope scope = {.subdir = "", .leaves_out = nullptr}) const {
    if (!scope.leaves_out) scope.leaves_out = [](const std::string&) { return false; };
    const Repository repository = Repository::open(repo.path());
    return patches_between(repository, repository.resolve(base), repository.resolve(head), scope);
  }
};

const std::vector<std::string> k_format_patch = {"format-patch",   "-q",
                                                 "--binary",       "--full-index",
                                                 "--no-renames",   "--no-numbered",
                                                 "--no-signature", "--no-encode-email-headers"};

// The files that git itself makes from the same commits: name → text.
std::map<std::string, std::string> by_git(const GitFixture& repo, const std::string& range) {
  const TempDir folder(fs::temp_directory_path(), "git-");
  std::vector<std::string> arguments = k_format_patch;
  arguments.insert(arguments.end(), {"-o", folder.path().string(), range});
  repo.git(arguments);
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    files[entry.path().filename().string()] = read_file(entry.path());
  return files;
}

std::string lines(int from, int to, const std::string& text = "line") {
  std::string all;
  for (int i = from; i <= to; ++i) all += text + " " + std::to_string(i) + "\n";
  return all;
}

}  // namespace

TEST_CASE("patches are what git format-patch writes") {
  Workshop shop;
  shop.repo.write("src/main.c", "int main()\n{\n" + lines(1, 20, "  // line") + "}\n");
  shop.repo.write("gone", "old\n");
  shop.repo.write("no-newline", "a");
  shop.repo.link("link", "gone");
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});

  shop.repo.write("src/main.c", "int main()\n{\n" + lines(1, 9, "  // line") + "  // more\n" +
                                    lines(10, 20, "  // line") + "}\n");
  shop.repo.commit("Say more");
  shop.repo.write("new file with blanks", "x\n");
  shop.repo.write("run.sh", "#!/bin/sh\n", true);
  fs::remove(shop.repo.path() / "gone");
  shop.repo.commit(
      "Größe: a subject that is so long that it has to be folded to stay within a line of mail\n\n"
      "A body  \n\n   with [brackets], and trailing blanks   \n\n\n--\nnot a signature\n\n");
  shop.repo.write("no-newline", "b");
  shop.repo.write("empty", "");
  fs::remove(shop.repo.path() / "link");
  shop.repo.link("link", "run.sh");
  shop.repo.commit("../odd...name: [x] (y).. \n\nof two paragraphs");
  fs::permissions(shop.repo.path() / "empty", fs::perms(0755));
  shop.repo.commit("one\nsubject of two lines");
  shop.repo.commit("nothing changes");

  const auto patches = shop.patches("v1.0");
  auto expected = by_git(shop.repo, "v1.0..HEAD");
  CHECK(expected["0005-nothing-changes.patch"].empty());  // no program would take this for a patch
  REQUIRE(patches.size() == expected.size() - 1);
  for (const auto& patch : patches) {
    CAPTURE(patch.file_name);
    REQUIRE(expected.contains(patch.file_name));
    CHECK(patch.text == expected.at(patch.file_name));
    CHECK(patch.binary_files.empty());
  }
  CHECK(patches[0].file_name == "0001-Say-more.patch");
  CHECK(patches[0].subject == "Say more");
}

TEST_CASE("the repository is not written to, and even the times of its objects stay") {
  Workshop shop;
  shop.repo.write("a", lines(1, 20));
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  // A side branch: its trees are recreated on top of the others, and some of them already exist in the
  // repository.
  shop.repo.git({"checkout", "-q", "-b", "side"});
  shop.repo.write("a", lines(1, 21));
  shop.repo.write("b", "b\n");
  shop.repo.commit("side");
  shop.repo.git({"checkout", "-q", "main"});
  shop.repo.git({"merge", "-q", "--no-ff", "-m", "merge", "side"});
  const fs::file_time_type old{};
  const auto files = [&] {
    std::map<std::string, fs::file_time_type> times;
    for (const auto& entry : fs::recursive_directory_iterator(shop.repo.path() / ".git"))
      if (entry.is_regular_file()) times[entry.path().string()] = entry.last_write_time();
    return times;
  };
  for (const auto& [path, _] : files()) fs::last_write_time(path, old);
  const auto before = files();
  CHECK(shop.patches("v1.0").size() == 1);
  CHECK(files() == before);
}

TEST_CASE("an author's name is quoted and folded as in mail") {
  Workshop shop;
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  for (const std::string name :
       {"Dr. \"A\" Writer", "Ünal Ö",
        "A Name Of So Many Words That It Cannot Stand In One Line Of A Mail Header"}) {
    shop.repo.write("file", name + "\n");
    shop.repo.git({"add", "-A"});
    shop.repo.git({"-c", "user.name=x", "commit", "-q", "-m", "by " + name.substr(0, 2), "--author",
                   name + " <a@example.org>"});
  }
  const auto patches = shop.patches("v1.0");
  const auto expected = by_git(shop.repo, "v1.0..HEAD");
  REQUIRE(patches.size() == 3);
  for (const auto& patch : patches) CHECK(patch.text == expected.at(patch.file_name));
}

TEST_CASE("binary files are patched by git") {
  Workshop shop;
  shop.repo.write("image", std::string("\0\1\2", 3) + std::string(3000, 'x'));
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  shop.repo.write("image", std::string("\0\1\3", 3) + std::string(3000, 'x'));
  shop.repo.write("second", std::string(10, '\0'));
  shop.repo.write("text", "text\n");
  shop.repo.commit("change");
  const auto patches = shop.patches("v1.0");
  REQUIRE(patches.size() == 1);
  CHECK(patches[0].binary_files == std::vector<std::string>{"image", "second"});
  shop.repo.git({"checkout", "-q", "v1.0"});
  shop.repo.git({"apply", "--index", "-"}, patches[0].text);
  CHECK(shop.repo.line({"write-tree"}) == shop.repo.line({"rev-parse", "main^{tree}"}));
}

TEST_CASE("files outside of the scope are in no patch") {
  Workshop shop;
  shop.repo.write("greet.spec", "Version: 1\n");
  shop.repo.write("part/code", "one\n");
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  shop.repo.write("greet.spec", "Version: 2\n");
  shop.repo.commit("the spec alone");
  shop.repo.write("greet.spec", "Version: 3\n");
  shop.repo.write("part/code", "two\n");
  shop.repo.write("rpm/fix.patch", "x\n");
  shop.repo.commit("both");
  const auto leaves_out = [](const std::string& path) {
    return path == "greet.spec" || path.starts_with("rpm/");
  };
  auto patches = shop.patches("v1.0", "HEAD", {.subdir = "", .leaves_out = leaves_out});
  REQUIRE(patches.size() == 1);
  CHECK(patches[0].file_name == "0001-both.patch");
  CHECK(patches[0].text.find("a/part/code") != std::string::npos);
  CHECK(patches[0].text.find("greet.spec") == std::string::npos);
  CHECK(patches[0].text.find("fix.patch") == std::string::npos);

  patches = shop.patches("v1.0", "HEAD", {.subdir = "part", .leaves_out = leaves_out});
  REQUIRE(patches.size() == 1);
  CHECK(patches[0].text.find("--- a/code\n+++ b/code\n") != std::string::npos);
}

TEST_CASE("the commits of a side branch are replayed, and their merge makes no patch") {
  Workshop shop;
  shop.repo.write("file", lines(1, 30));
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  shop.repo.git({"checkout", "-q", "-b", "side"});
  shop.repo.write("file", lines(1, 28) + "side\n" + lines(29, 30));
  shop.repo.commit("on the side");
  shop.repo.git({"checkout", "-q", "main"});
  shop.repo.write("file", lines(-20, 30));
  shop.repo.commit("on main");
  shop.repo.git({"merge", "-q", "--no-edit", "side"});
  shop.repo.write("other", "x\n");
  shop.repo.commit("after");
  const auto patches = shop.patches("v1.0");
  REQUIRE(patches.size() == 3);
  CHECK(patches[2].file_name == "0003-after.patch");

  shop.repo.git({"checkout", "-q", "v1.0"});
  for (const auto& patch : patches) shop.repo.git({"apply", "--index", "-"}, patch.text);
  CHECK(shop.repo.line({"write-tree"}) == shop.repo.line({"rev-parse", "main^{tree}"}));
  // Not at its line in the branch: patch(1) would have to search for the place.
  const std::string both = patches[0].text + patches[1].text;
  CHECK(both.find("@@ -47,5 +47,6 @@") == std::string::npos);
}

TEST_CASE("a merge with its own changes is reported") {
  Workshop shop;
  shop.repo.write("file", "one\n");
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  shop.repo.git({"checkout", "-q", "-b", "side"});
  shop.repo.write("side", "x\n");
  shop.repo.commit("on the side");
  shop.repo.git({"checkout", "-q", "main"});
  shop.repo.write("main", "x\n");
  shop.repo.commit("on main");
  shop.repo.git({"merge", "-q", "--no-commit", "--no-ff", "side"});
  shop.repo.write("file", "changed by the merge\n");
  shop.repo.git({"add", "-A"});
  shop.repo.git({"commit", "-q", "-m", "Merge the side"});
  const std::string merge = shop.repo.line({"rev-parse", "HEAD"}).substr(0, 12);
  shop.repo.write("later", "x\n");
  shop.repo.commit("later");
  CHECK(error_of(ExitCode::invalid, [&] { shop.patches("v1.0"); }) ==
        "error: the merge " + merge +
            " (Merge the side) has changes that are in no other commit, but a merge does not become a patch\n"
            "  files that differ: file\n"
            "hint: make the history since v1.0 linear (git rebase v1.0), or name a tag after the merge "
            "with `upstream`\n");

  shop.repo.write("file", "on top of it\n");
  shop.repo.commit("built on the merge");
  const std::string text = error_of(ExitCode::invalid, [&] { shop.patches("v1.0"); });
  CHECK(test::says(text, "the merge " + merge));
  CHECK(test::says(text, "needs them to apply"));
}

TEST_CASE("errors for a tag that is not an ancestor, a submodule and a shallow clone") {
  Workshop shop;
  shop.repo.commit("begin");
  shop.repo.git({"checkout", "-q", "-b", "elsewhere"});
  shop.repo.write("x", "x\n");
  shop.repo.commit("elsewhere");
  shop.repo.git({"tag", "v2.0"});
  shop.repo.git({"checkout", "-q", "main"});
  CHECK(test::says(error_of(ExitCode::invalid, [&] { shop.patches("v2.0"); }),
                   "error: v2.0 is not among the ancestors of "));

  shop.repo.git({"tag", "v1.0"});
  shop.repo.git({"update-index", "--add", "--cacheinfo", "160000," + std::string(40, '1') + ",module"});
  shop.repo.git({"commit", "-q", "-m", "with a module"});
  CHECK(test::says(error_of(ExitCode::invalid, [&] { shop.patches("v1.0"); }),
                   "(with a module) changes the submodule module, which a patch cannot do"));

  shop.repo.git({"clone", "-q", "--depth", "1", "file://" + shop.repo.path().string(),
                 (shop.folder.path() / "shallow").string()});
  const Repository shallow = Repository::open(shop.folder.path() / "shallow");
  const git::Commit base = Repository::open(shop.repo.path()).resolve("v1.0");
  CHECK(test::says(error_of(ExitCode::invalid,
                            [&] {
                              patches_between(shallow, base, shallow.resolve(""),
                                              {.leaves_out = [](const std::string&) { return false; }});
                            }),
                   "this is a shallow clone"));
}

TEST_CASE("the repository's own attributes and configuration change no patch, and nothing is written to it") {
  Workshop shop;
  shop.repo.write("file", "one\n");
  shop.repo.commit("begin");
  shop.repo.git({"tag", "v1.0"});
  shop.repo.write("file", "two\n");
  shop.repo.commit("change");
  const auto before = shop.patches("v1.0");
  const std::string objects = shop.repo.git({"count-objects", "-v"});
  shop.repo.write(".git/info/attributes", "* -diff\n");
  shop.repo.git({"config", "core.abbrev", "5"});
  shop.repo.git({"config", "diff.context", "0"});
  CHECK(shop.patches("v1.0").front().text == before.front().text);
  CHECK(shop.repo.git({"count-objects", "-v"}) == objects);
}
