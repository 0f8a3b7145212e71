// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <fstream>

#include "archive/tarball.hpp"
#include "core/error.hpp"
#include "core/threads.hpp"
#include "git/repository.hpp"
#include "support/errors.hpp"
#include "support/git_fixture.hpp"
#include "support/thread_count.hpp"

using namespace rpmworks;
using git::Repository;
using git::TreeEntry;
using test::GitFixture;

namespace {

std::string packed(const fs::path& repo, const git::Commit& commit, const fs::path& tmp) {
  const Repository repository = Repository::open(repo);
  archive::TarWriter tar(tmp / "ours.tar", archive::Compression::none, commit.time, commit.id, 1);
  tar.add_folder("p-1", commit.tree);
  repository.archive(commit, "", [&](const Repository::Archived& member) {
    const std::string path = "p-1/" + member.entry.path;
    switch (member.entry.kind) {
      case TreeEntry::Kind::folder:
      case TreeEntry::Kind::submodule:
        tar.add_folder(path, member.entry.id);
        break;
      case TreeEntry::Kind::symlink:
        tar.add_symlink(path, member.content, member.entry.id);
        break;
      case TreeEntry::Kind::file:
      case TreeEntry::Kind::executable:
        tar.add_file(path, member.content, member.entry.kind == TreeEntry::Kind::executable, member.entry.id);
        break;
    }
  });
  tar.finish();
  return read_file(tmp / "ours.tar");
}

// The names and contents of a tar archive of small files, readable in a message.
std::string listing(const std::string& tar) {
  return run({.argv = {"tar", "-xvv", "--to-command=cat; echo \"<end>\""},
              .env = GitFixture::environment(),
              .input = tar})
      .out;
}

void check_commit_like_git(const GitFixture& repo, const std::string& ref, const fs::path& tmp) {
  const std::string theirs = repo.git({"archive", "--format=tar", "--prefix=p-1/", ref});
  const std::string ours = packed(repo.path(), Repository::open(repo.path()).resolve(ref), tmp);
  const bool same = ours == theirs;
  if (!same) CHECK(listing(ours) == listing(theirs));
  CHECK(same);
}

struct Workshop {
  TempDir folder{fs::temp_directory_path(), "git-"};
  GitFixture repo{folder.path() / "repo"};
  /// Commits the work tree and compares the archive with git archive.
  void check() const { check_commit_like_git(repo, repo.commit("state"), folder.path()); }
  /// Adds content to the index unchanged, without the conversions that attributes would cause.
  void put(const std::string& name, const std::string& content) const {
    const std::string id = repo.line({"hash-object", "-w", "--stdin"}, content);
    repo.git({"update-index", "--add", "--cacheinfo", "100644," + id + "," + name});
  }
};

}  // namespace

TEST_CASE("an archive of plain files, links and nested folders is git archive's, byte by byte") {
  Workshop shop;
  shop.repo.write("README", "hello\n");
  shop.repo.write("bin/run", "#!/bin/sh\n", true);
  shop.repo.write("a/b/c/d/e", "deep\n");
  shop.repo.write("a-b", "sorted before a/\n");
  shop.repo.write("a.b", "sorted before a/\n");
  shop.repo.write("empty", "");
  shop.repo.write("naïve/файл", std::string("\0binary\xff\r\n", 10));
  shop.repo.write("new\nline", "odd\n");
  shop.repo.link("link", "bin/run");
  shop.repo.link("away", "/etc/shadow");
  shop.repo.write(std::string(120, 'd') + "/" + std::string(150, 'f'), "long\n");
  shop.check();
}

TEST_CASE("an empty commit gives the archive of an empty folder") {
  Workshop shop;
  shop.check();
}

TEST_CASE("export-ignore omits files and whole folders like git") {
  Workshop shop;
  for (const char* const name :
       {"keep",         "drop",      "sub/drop",  "sub/keep",   "sub/deep/drop",  "tests/a",
        "tests/deep/b", "only/drop", "docs/x.md", "docs/y.txt", "docs/deep/z.md", "vendor/a/tests/t",
        "glob/a1",      "glob/a2",   "glob/b1",   "build/out",  "sub/build/out",  "build.c",
        "x/foo/y",      "x/foo2/y",  "q[1]",      "q1",         "sp ace",         "back\\slash",
        ".hidden"})
    shop.repo.write(name, std::string(name) + "\n");
  SUBCASE("by rules of every form") {
    shop.repo.write(".gitattributes",
                    "# comment\n"
                    "drop export-ignore\n"
                    "/tests/ export-ignore\n"
                    "docs/*.md export-ignore\n"
                    "glob/a[0-1] export-ignore\n"
                    "build/ export-ignore\n"
                    "\"sp ace\" export-ignore\n"
                    "q\\[1\\] export-ignore\n"
                    "  back\\\\slash\texport-ignore\n"
                    ".gitattributes export-ignore\n");
  }
  SUBCASE("folders whose files are all ignored remain, as in git") {
    shop.repo.write(".gitattributes",
                    "only/* export-ignore\ntests/** export-ignore\ndocs/**/z.md export-ignore\n");
  }
  SUBCASE("later lines and deeper files take precedence") {
    shop.repo.write(".gitattributes",
                    "*drop export-ignore\nsub/drop -export-ignore\n** export-ignore\n* !export-ignore\n"
                    "glob/* export-ignore\nglob/b1 export-ignore=text\n");
    shop.repo.write("sub/.gitattributes",
                    "keep export-ignore\n/deep/drop export-ignore\ndrop export-ignore\n");
    shop.repo.write("sub/deep/.gitattributes", "drop -export-ignore\n");
  }
  SUBCASE("macros only in the root's file") {
    shop.repo.write(
        ".gitattributes",
        "[attr]private export-ignore -text\n[attr]public -private\n"
        "drop private\ntests private\nsub/deep/drop public\n[attr]binary export-ignore\nq1 binary\n");
    shop.repo.write("glob/.gitattributes", "[attr]mine export-ignore\na1 mine\na2 private\n");
  }
  SUBCASE("lines that git does not accept") {
    shop.repo.write(".gitattributes",
                    "\xef\xbb\xbf"
                    "drop export-ignore\r\n!keep export-ignore\nkeep -export-ignore=\nq1 export-ignore a!b\n"
                    "x/**foo/y export-ignore\n" +
                        std::string(2100, 'x') +
                        " export-ignore\n\"bad\\q export-ignore\n"
                        "sub/keep export-ignore");
  }
  SUBCASE("a .gitattributes that ends at a NUL") {
    shop.repo.write(".gitattributes", std::string("drop export-ignore\n\0keep export-ignore\n", 39));
  }
  SUBCASE("** across folders") {
    shop.repo.write(
        ".gitattributes",
        "**/foo/** export-ignore\nvendor/**/t export-ignore\n*/deep export-ignore\n*.? export-ignore\n");
  }
  shop.check();
}

TEST_CASE("line ends follow text and eol") {
  Workshop shop;
  shop.repo.git({"config", "core.safecrlf", "false"});
  const std::vector<std::string> contents = {
      "a\nb\n", "a\r\nb\r\n", "a\r\nb\n", "a\rb\n",  std::string("a\0b\n", 4),
      "",       "\n",         "no end",   "x\n\032", "\x01\x02\x03\n"};
  // Written as blobs, so that nothing is normalised.
  const std::vector<std::string> rules = {"text",
                                          "-text eol=crlf",
                                          "text eol=crlf",
                                          "text=auto eol=crlf",
                                          "eol=crlf",
                                          "eol=lf",
                                          "crlf",
                                          "crlf eol=crlf",
                                          "-crlf eol=crlf",
                                          "text=auto",
                                          "text=input eol=crlf",
                                          "text=weird eol=crlf",
                                          "binary eol=crlf",
                                          "crlf=input eol=crlf",
                                          "text=weird -crlf eol=crlf",
                                          "eol=CRLF text",
                                          "ident eol=crlf"};
  std::string attributes;
  for (size_t rule = 0; rule < rules.size(); ++rule) {
    attributes += "r" + std::to_string(rule) + "-* " + rules[rule] + "\n";
    for (size_t i = 0; i < contents.size(); ++i)
      shop.put("r" + std::to_string(rule) + "-" + std::to_string(i), contents[i]);
  }
  shop.put(".gitattributes", attributes);
  shop.repo.git({"commit", "-q", "-m", "line ends"});
  check_commit_like_git(shop.repo, "HEAD", shop.folder.path());
}

TEST_CASE("ident and working-tree-encoding are applied") {
  Workshop shop;
  shop.repo.write(".gitattributes",
                  "i* ident\nu16 working-tree-encoding=UTF-16\nu16le working-tree-encoding=UTF-16LE-BOM\n"
                  "latin working-tree-encoding=ISO-8859-1 ident\nutf8 working-tree-encoding=utf-8\n");
  shop.repo.write("i1",
                  "$Id$ and $Id: old $ and $Id: x y z $ and $Id:\n$ and $Id: unfinished\n$Identity$ $$Id$\n");
  shop.repo.write("i2", "nothing\n");
  shop.repo.write("i3", "$Id");
  shop.repo.write("i4", "$Id:$ $Id: $ $Id:  $ $Id:a b$ $Id: a$");
  shop.repo.git({"add", "-A"});
  shop.put("u16", "wide ä\n");
  shop.put("u16le", "wide ä\n");
  shop.put("latin", "naïve $Id$\n");
  shop.put("utf8", "naïve\n");
  shop.repo.git({"commit", "-q", "-m", "x"});
  check_commit_like_git(shop.repo, "HEAD", shop.folder.path());
}

TEST_CASE("export-subst expands placeholders from the commit") {
  Workshop shop;
  shop.repo.write(".gitattributes", "s* export-subst\ns2 eol=crlf\n");
  std::string all;
  for (const char* const format : {"%H",
                                   "%h",
                                   "%T",
                                   "%t",
                                   "%P",
                                   "%p",
                                   "%an",
                                   "%ae",
                                   "%al",
                                   "%ad",
                                   "%aD",
                                   "%ai",
                                   "%aI",
                                   "%as",
                                   "%at",
                                   "%cn",
                                   "%ce",
                                   "%cl",
                                   "%cd",
                                   "%cD",
                                   "%ci",
                                   "%cI",
                                   "%cs",
                                   "%ct",
                                   "%s",
                                   "%f",
                                   "%b",
                                   "%B",
                                   "%e",
                                   "%n",
                                   "%%",
                                   "%x41",
                                   "%xzz",
                                   "%z",
                                   "%a",
                                   "%ax",
                                   "%",
                                   "a%+sb",
                                   "a%+eb",
                                   "a%n%n%-eb",
                                   "a% sb",
                                   "a% eb",
                                   "%Cred%H%Creset",
                                   "%C(auto)%h",
                                   "%Cblah",
                                   "%m(",
                                   "no placeholder",
                                   "",
                                   "%aN <%aE>",
                                   "%cL"})
    all += std::string("[$Format:") + format + "$]\n";
  all += "$Format:unfinished\n";
  shop.repo.write("s1", all);
  shop.repo.write("s2", "$Format:%H%n%s$\n");
  shop.repo.write("plain", "$Format:%H$\n");
  for (const char* const message :
       {"The subject: it's one, of.. two.\ntwo lines  \n\n\nA body\n\nof two paragraphs.\n",
        "\n  \n leading blanks, no newline at the end", "only a subject\n",
        "ünïcode — subject/with\tsigns...\n\nbody"}) {
    CAPTURE(std::string(message));
    shop.repo.git({"add", "-A"});
    shop.repo.git({"commit", "-q", "--allow-empty", "-F", "-", "--cleanup=verbatim"}, message);
    check_commit_like_git(shop.repo, "HEAD", shop.folder.path());
  }
}

TEST_CASE("padding, wrapping, trailers and names of people are expanded like in git") {
  Workshop shop;
  shop.repo.write(".gitattributes", "s* export-subst\n");
  shop.repo.write(".mailmap",
                  "Proper Name <proper@example.org> <test@example.org>\nOther <o@example.org> <x@y>\n");
  std::string all;
  for (const char* const format : {
           "%<(30)%s|",
           "%>(30)%s|",
           "%><(31)%s|",
           "%<(12,trunc)%s|",
           "%<(12,ltrunc)%s|",
           "%<(12,mtrunc)%s|",
           "%>(2,trunc)%s|",
           "x      %>>(8)%s|",
           "ab%n%<|(20)%an|%<|(30)%ae|",
           "%<(20)%C(auto)%h|",
           "%<(x)%s",
           "%<(0)%s",
           "%<(20,never)%s",
           "%<(20000)%s",
           "%<30%s",
           "%+<(10)%e|",
           "a%w(20)%b",
           "%w(24,2,4)%B%w(0,3,1)%b",
           "%w(12)one two three four%w()%s",
           "%+w(10)%s",
           "%w(x)%s",
           "%(trailers)",
           "%(trailers:only)",
           "%(trailers:key=Reviewed-by)",
           "%(trailers:key=reviewed-BY:,valueonly)",
           "%(trailers:key=Fixes,key=Reviewed-by,keyonly)",
           "%(trailers:key=Reviewed-by,separator=%x2C )",
           "%(trailers:separator=%n,key_value_separator=%x3D,unfold=true)",
           "%(trailers:only=false,unfold)",
           "%(trailers:key=None)",
           "%(trailers:what)",
           "%(trailers",
           "%aN <%aE> %aL",
           "%cN <%cE> %cL",
           "%G?|%GS|%GK|%GF|%GP|%GT|%GG|%Gx",
           "%gd|%gs|%gn|%gx",
           "%N|%S|%m",
           "%C(red)%s%C(reset)%C(#aabbcc)",
           "%C(unfinished",
       })
    all += std::string("[$Format:") + format + "$]\n";
  shop.repo.write("s1", all);
  // A placeholder that deletes newlines also affects the text before it.
  shop.repo.write("s2", "one\n\n\n$Format:%-e$two\n\n$Format:%-(trailers:key=None)$");
  for (const char* const message :
       {"Subject of one line\n\nA body that is long enough to be wrapped, with words of many lengths in "
        "it.\n\nFixes: 12\nReviewed-by: Ada <ada@example.org>\nReviewed-by: Bob\n  of two lines\n",
        "Subject\n\nBody: with colon\nbut no trailer\n",
        "Subject\n\nText of a paragraph\nwhich ends in\nSigned-off-by: Ada <a@b>\n",
        "ünïcödé 漢字 subject\n\n漢字漢字漢字漢字漢字漢字漢字漢字\n\nX: y\n\n", "Only: a subject\n"}) {
    CAPTURE(std::string(message));
    shop.repo.git({"add", "-A"});
    shop.repo.git({"commit", "-q", "--allow-empty", "-F", "-", "--cleanup=verbatim"}, message);
    check_commit_like_git(shop.repo, "HEAD", shop.folder.path());
  }
}

TEST_CASE("placeholders that are not expanded as in git are reported") {
  Workshop shop;
  shop.repo.write(".gitattributes", "s export-subst\n");
  shop.repo.write("s", "$Format:%ar %cr %ar %s$ $Format:%<|(-10)%s %C(always,red)$ $Format:%(decorate)$\n");
  shop.repo.commit("one");
  std::vector<std::string> told;
  const Repository repository = Repository::open(shop.repo.path());
  repository.archive(repository.resolve("HEAD"), "", [&](const Repository::Archived& member) {
    if (member.entry.path == "s") told = member.unlike_git;
  });
  CHECK(told ==
        std::vector<std::string>{"%ar is an absolute date; git's depends on the current time",
                                 "%cr is an absolute date; git's depends on the current time",
                                 "%<|(-10) is not expanded; git's depends on the width of the terminal",
                                 "%C(always,red) gives no colour; git gives one",
                                 "%(decorate) is not expanded, as in git before 2.43"});
}

TEST_CASE("the text that placeholders add to a file and to an archive is limited") {
  Workshop shop;
  shop.repo.write(".gitattributes", "s* export-subst\n");
  const auto archived = [&](const std::string& format, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += "$Format:" + format + "$";
    shop.repo.write("s", text);
    shop.repo.git({"add", "-A"});
    shop.repo.git({"commit", "-q", "--allow-empty", "-F", "-"}, "x\n\n" + std::string(100000, 'b') + "\n");
    const Repository repository = Repository::open(shop.repo.path());
    return test::error_of(ExitCode::invalid, [&] {
      repository.archive(repository.resolve("HEAD"), "", [](const Repository::Archived&) {});
    });
  };
  const std::string expected =
      "error: the placeholders of export-subst add more than 16.0 MiB to the file\n"
      "  while archiving s\n"
      "hint: remove export-subst from the file in .gitattributes, or use fewer placeholders\n";
  CHECK(archived("%b", 1000) == expected);
  CHECK(archived("%<(16384)%h", 2000) == expected);
  CHECK(archived("%w(1,16000,16000)%h%n%h%n%h%n%h%n", 2000) == expected);
  // Many files, each within its limit.
  std::string text;
  for (int i = 0; i < 160; ++i) text += "$Format:%b$";
  for (int i = 0; i < 20; ++i) shop.repo.write("s" + std::to_string(i), text);
  CHECK(test::says(archived("%b", 1), "add more than 256.0 MiB to the archive\n"));
}

TEST_CASE("the text of a commit in another encoding is UTF-8") {
  // git converts its text back into the commit's encoding, if the text before it in the file can be
  // converted.
  Workshop shop;
  shop.repo.write(".gitattributes", "s export-subst\n");
  shop.repo.write("s", "[$Format:%s$][$Format:%b$][$Format:%e$]");
  shop.repo.git({"add", "-A"});
  shop.repo.git({"-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "-F", "-"},
                "na\xefve\n\nb\xf6"
                "dy\n");
  const Repository repository = Repository::open(shop.repo.path());
  CHECK(repository.resolve("HEAD").subject == "naïve");
  repository.archive(repository.resolve("HEAD"), "", [](const Repository::Archived& member) {
    if (member.entry.path == "s") CHECK(member.content == "[naïve][bödy\n][ISO-8859-1]");
  });
}

TEST_CASE("names of tags enter an archive only if they were requested") {
  Workshop shop;
  shop.repo.write(".gitattributes", "s export-subst\n");
  shop.repo.write("s", "[$Format:%d$][$Format:%D$][$Format:%(describe)$][$Format:%(describe:tags=true)$]");
  shop.repo.commit("one");
  shop.repo.git({"tag", "-a", "-m", "release", "v1.0"});
  shop.repo.git({"checkout", "-q", "--detach"});
  shop.repo.git({"branch", "-D", "main"});
  const Repository repository = Repository::open(shop.repo.path());
  const auto content = [&](const std::string& ref) {
    std::string found;
    repository.archive(repository.resolve(ref), "", [&](const Repository::Archived& member) {
      if (member.entry.path == "s") found = member.content;
    });
    return found;
  };
  CHECK(content("HEAD") == "[][][][]");
  CHECK(content("v1.0") == "[ (tag: v1.0)][tag: v1.0][v1.0][v1.0]");
}

TEST_CASE("neither the work tree nor the configuration changes an archive") {
  Workshop shop;
  shop.repo.write("a", "one\n");
  shop.repo.write("b", "two\n");
  shop.check();
  const Repository repository = Repository::open(shop.repo.path());
  const std::string before = packed(shop.repo.path(), repository.resolve("HEAD"), shop.folder.path());
  shop.repo.write(".gitattributes", "a export-ignore\nb eol=crlf\n");
  shop.repo.git({"add", ".gitattributes"});
  make_folders(shop.repo.path() / ".git/info");
  std::ofstream(shop.repo.path() / ".git/info/attributes") << "* export-ignore\n";
  shop.repo.git({"config", "core.autocrlf", "true"});
  shop.repo.git({"config", "tar.umask", "user"});
  shop.repo.git({"config", "core.attributesFile", (shop.repo.path() / ".gitattributes").string()});
  CHECK(packed(shop.repo.path(), repository.resolve("HEAD"), shop.folder.path()) == before);
}

TEST_CASE("submodules are empty folders, and bare repositories work too") {
  Workshop shop;
  shop.repo.write("x/file", "1\n");
  shop.repo.write(".gitattributes", "ignored-sub/ export-ignore\n");
  const std::string id = shop.repo.commit("one");
  for (const char* const name : {"sub", "x/nested", "ignored-sub"})
    shop.repo.git({"update-index", "--add", "--cacheinfo", "160000," + id + "," + name});
  shop.repo.git({"commit", "-q", "-m", "submodules"});
  const std::string theirs = shop.repo.git({"archive", "--prefix=p-1/", "HEAD"});
  const fs::path bare = shop.folder.path() / "bare.git";
  shop.repo.git({"clone", "-q", "--bare", ".", bare.string()});
  for (const fs::path& repo : {shop.repo.path(), bare}) {
    const Repository repository = Repository::open(repo);
    CHECK(packed(repo, repository.resolve("main"), shop.folder.path()) == theirs);
  }
  const auto tree = Repository::open(bare).tree(Repository::open(bare).resolve("main"));
  CHECK(tree.size() == 5);
  CHECK(tree[1].path == "ignored-sub");
  CHECK(tree[1].kind == TreeEntry::Kind::submodule);
  CHECK(tree[1].id == id);
}

TEST_CASE("hundreds of files keep their order, read ahead or not, and a failing sink stops the archive") {
  Workshop shop;
  for (int i = 0; i < 700; ++i)
    shop.repo.write("d" + std::to_string(i % 13) + "/f" + std::to_string(i),
                    std::string(static_cast<size_t>(i * 7), 'x'));
  shop.repo.write("large", std::string(40 << 20, 'L'));
  shop.check();
  const Repository repository = Repository::open(shop.repo.path());
  int seen = 0;
  const auto stop = [&](const Repository::Archived&) {
    if (++seen == 200) throw Error(ExitCode::failed, "enough");
  };
  CHECK_THROWS_AS(repository.archive(repository.resolve("HEAD"), "", stop), Error);
  CHECK(seen == 200);
}

TEST_CASE("files are read ahead by no more threads than the limit allows") {
  Workshop shop;
  for (int i = 0; i < 200; ++i) shop.repo.write("f" + std::to_string(i), "x");
  shop.repo.commit("one");
  const Repository repository = Repository::open(shop.repo.path());
  const auto started = [&](unsigned limit) {
    const ThreadLimit within(limit);
    return test::threads_started(
        [&] { repository.archive(repository.resolve("HEAD"), "", [](const Repository::Archived&) {}); });
  };
  CHECK(started(1) == 1);
  CHECK(started(3) == 3);
}

TEST_CASE("a missing object is an error with a hint") {
  Workshop shop;
  for (int i = 0; i < 100; ++i) shop.repo.write("f" + std::to_string(i), std::to_string(i));
  shop.repo.commit("one");
  const std::string id = shop.repo.line({"rev-parse", "HEAD:f50"});
  fs::remove(shop.repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2));
  const Repository repository = Repository::open(shop.repo.path());
  try {
    repository.archive(repository.resolve("HEAD"), "", [](const Repository::Archived&) {});
    FAIL("archived");
  } catch (const Error& error) {
    CHECK(error.render().find(id) != std::string::npos);
    CHECK(error.hint().find("clone") != std::string::npos);
  }
}

TEST_CASE("a folder of the tree is archived with the attributes above it") {
  Workshop shop;
  shop.repo.write(".gitattributes", "drop export-ignore\n");
  shop.repo.write("pkg/one/.gitattributes", "too export-ignore\n");
  for (const char* const name :
       {"drop", "other/x", "pkg/one/drop", "pkg/one/too", "pkg/one/keep", "pkg/one/deep/keep"})
    shop.repo.write(name, "x");
  shop.repo.commit("one");
  const Repository repository = Repository::open(shop.repo.path());
  const git::Commit commit = repository.resolve("HEAD");
  for (const char* const subdir : {"pkg/one", "pkg/one/", "./pkg/one"}) {
    std::string names;
    repository.archive(commit, subdir,
                       [&](const Repository::Archived& member) { names += member.entry.path + " "; });
    CHECK(names == "pkg/one/.gitattributes pkg/one/deep pkg/one/deep/keep pkg/one/keep ");
  }
  CHECK(repository.tree(commit, "pkg").size() == 5);
  CHECK(repository.blob(repository.tree(commit, "other").at(0).id) == "x");
  try {
    repository.tree(commit, "pkg/oen");
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    CHECK(error.hint() == "did you mean 'pkg/one'?");
  }
  CHECK_THROWS_AS(repository.tree(commit, ".."), Error);
  CHECK_THROWS_AS(repository.tree(commit, "drop"), Error);
}

TEST_CASE("trees that git would not create are refused") {
  Workshop shop;
  const std::string blob = shop.repo.line({"hash-object", "-w", "--stdin"}, "x");
  const auto raw = [](const std::string& hex) {
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2)
      bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
  };
  const auto tree_of = [&](const std::string& entries) {
    return shop.repo.line({"hash-object", "-w", "-t", "tree", "--literally", "--stdin"}, entries);
  };
  const auto entry = [&](const std::string& mode, const std::string& name, const std::string& id) {
    return mode + " " + name + std::string(1, '\0') + raw(id);
  };
  const std::string inner = tree_of(entry("100644", "passwd", blob));
  for (const std::string& entries :
       {entry("40000", "..", inner), entry("100644", ".git", blob), entry("100644", ".GIT", blob),
        entry("100644", ".", blob), entry("100644", "a/b", blob), entry("100644", "/etc/passwd", blob),
        entry("40000", "git~1", inner), entry("40000", ".g\u200cit", inner), entry("40000", ".git ", inner),
        entry("120000", "etc", blob) + entry("100644", "etc.", blob) + entry("40000", "etc", inner)}) {
    const std::string commit = shop.repo.line({"commit-tree", "-m", "evil", tree_of(entries)});
    shop.repo.git({"update-ref", "refs/heads/evil", commit});
    const Repository repository = Repository::open(shop.repo.path());
    try {
      repository.archive(repository.resolve("evil"), "", [](const Repository::Archived&) {});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
    }
  }
}
