// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "core/text.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

using Rules = config::Recipe::Rules;

srpm::Request with(Rules rules) {
  return {.recipe = {.gear = rules}};
}

std::string id_of(const Fixture& fixture, const std::string& name) {
  return std::string(trim(fixture.git({"rev-parse", name})));
}

// A commit tagged v1.0, with a file "one" that the next commit removes.
Fixture with_tag(const std::string& sources) {
  Fixture fixture(Files{{"src/file", "one\n"}, {"src/gone", "x\n"}});
  fixture.git({"-c", "user.name=A", "-c", "user.email=a@example.org", "tag", "-a", "-m", "t", "v1.0"});
  fs::remove(fixture.work_tree() / "src/gone");
  fixture.write("src/file", "two\n").write("greet.spec", small_spec(sources, ""));
  return fixture;
}

// Like gear-store-tags.
void store_tag(Fixture& fixture, const std::string& folder = ".gear/tags") {
  const std::string id = id_of(fixture, "v1.0");
  fixture.write(folder + "/list", id + " v1.0\n");
  fixture.write(folder + "/" + id, fixture.git({"cat-file", "tag", "v1.0"}));
}

}  // namespace

TEST_CASE("GEAR rules define the sources") {
  Fixture fixture(
      Files{{"greet.spec", small_spec("Source0: src-1.0.tar\nSource1: notes.txt\nSource2: notes.txt.gz\n"
                                      "Source3: all.tar.xz\n",
                                      "")},
            {"notes.txt", "not this one"},
            {"doc/notes.txt", "notes\n"},
            {"doc/draft.txt", "x"},
            {"src/main.c", "int main;\n"},
            {"src/deep/b.c", "b\n"},
            {".gear/rules",
             "tar: src exclude=deep\ncopy: doc/*.txt\ngzip: doc/notes.txt\nexclude: doc/d*\n"
             "tar.xz: . name=all base=all-@release@ exclude=doc/** exclude=.gear\n"}});
  const auto srpm = fixture.make();
  CHECK(Fixture::listing(srpm.path, "src-1.0.tar") == std::vector<std::string>{"src-1.0/", "src-1.0/main.c"});
  CHECK(Fixture::member(srpm.path, "notes.txt") == "notes\n");
  CHECK(Fixture::member(srpm.path, "notes.txt.gz").starts_with("\x1f\x8b"));
  CHECK(Fixture::listing(srpm.path, "all.tar.xz") ==
        std::vector<std::string>{"all-1/", "all-1/greet.spec", "all-1/notes.txt", "all-1/src/",
                                 "all-1/src/deep/", "all-1/src/deep/b.c", "all-1/src/main.c"});
  // All have the commit's time, whatever they are made from.
  for (const auto& line : Fixture::members(srpm.path)) CHECK(line.starts_with("1704164645 "));
}

TEST_CASE("cases in which GEAR rules are followed") {
  const std::string spec = small_spec("Source0: greet-1.0.tar.xz\nSource1: a\n", "");
  Fixture fixture(Files{{"greet.spec", spec}, {"a", "a\n"}});
  CHECK(says(fixture.error_of(with(Rules::always)),
             "error: the tree has no GEAR rules\nhint: commit "
             ".gear-rules or .gear/rules, or leave out --gear"));
  // Trivial rules ask for the default archive, whatever name the spec has for it.
  fixture.write(".gear-rules", "tar.gz: . name=@name@-@version@ base=@name@-@version@\n").commit();
  CHECK(Fixture::member(fixture.make().path, "a") == "a\n");
  CHECK(says(fixture.error_of(with(Rules::always)), "2 sources are neither in the tree nor in repos.yaml"));
  // Other rules define all sources.
  fixture.write(".gear-rules", "tar.xz: .\ncopy: a?\n").write("ab", "x").commit();
  const std::string error = fixture.error_of();
  CHECK(error.starts_with("greet.spec:7: error: Source1 a is neither in the tree nor in repos.yaml\n"));
  CHECK(says(error, "the tree has a, but no rule packages it"));
  CHECK(says(error,
             "hint: .gear-rules makes ab, greet-1.0.tar.xz: add a rule such as `copy: FILE`, or ignore the "
             "rules: `gear: never`, --no-gear"));
  CHECK(Fixture::member(fixture.make(with(Rules::never)).path, "a") == "a\n");
  // Sources in repos.yaml are additional.
  CHECK(Fixture::member(fixture.make({.generated_sources = {{"a", "given"}}}).path, "a") == "given");
  // The first nonempty file counts.
  fixture.write(".gear-rules", "").write(".gear/rules", "tar.xz: .\ncopy: a\n").commit();
  CHECK(Fixture::member(fixture.make(with(Rules::always)).path, "a") == "a\n");
}

TEST_CASE("GEAR rules name the spec; the rules of a packaged folder are in that folder") {
  const std::string spec = small_spec("Source0: greet-1.0.tar\nSource1: notes\n", "");
  Fixture fixture(Files{{"a.spec", "bad"},
                        {"pkg/b.spec", "bad"},
                        {"pkg/packaging/greet.in", spec},
                        {"pkg/more/notes", "notes\n"},
                        {"pkg/.gear/rules", "spec: packaging/greet.in\ntar: .\ncopy: more/notes\n"}});
  const auto srpm = fixture.make({.subdir = "pkg"});
  CHECK(srpm.spec == "pkg/packaging/greet.in");
  CHECK(Fixture::listing(srpm.path, "greet-1.0.tar").back() == "greet-1.0/packaging/greet.in");
  CHECK(Fixture::member(srpm.path, "notes") == "notes\n");
  fixture.write("pkg/.gear/rules", "spec: greet.in\n").commit();
  CHECK(fixture.error_of({.subdir = "pkg"})
            .starts_with("pkg/.gear/rules:1:7: error: the tree has no pkg/greet.in\n  1 | spec: greet.in\n"));
}

TEST_CASE("a spec may read the files copied by the rules while it is parsed") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: words\nURL: %(cat %{SOURCE0})\n", "")},
                        {"deep/er/words", "https://example.org/"},
                        {".gear-rules", "copy: deep/er/words\n"}});
  CHECK(Fixture::member(fixture.make().path, "words") == "https://example.org/");
}

TEST_CASE("GEAR rules name ancestors by tags that are stored in the tree") {
  Fixture fixture = with_tag("Source0: greet-1.0.tar\nSource1: src.tar\nPatch0: greet-1.0-1.patch\n");
  store_tag(fixture);
  fixture.write(".gear-rules", "tar: v@version@:.\ntar: " + id_of(fixture, "HEAD") +
                                   ":src name=src\ndiff: v@version@:. . exclude=.g* exclude=.gear *.spec\n");
  fixture.commit();
  CHECK(says(fixture.error_of(), ".gear-rules:3:48: error: `diff:` has no option *.spec"));
  fixture.write(".gear-rules",
                "tar: v@version@:.\ntar: " + id_of(fixture, "HEAD~1") +
                    ":src name=src\ndiff: v@version@:. . exclude=.gear* exclude=.gear/** exclude=*.spec\n");
  fixture.commit();
  fixture.git({"tag", "-d", "v1.0"});  // the tree contains everything that is needed
  const auto srpm = fixture.make();
  CHECK(Fixture::listing(srpm.path, "greet-1.0.tar") ==
        std::vector<std::string>{"greet-1.0/", "greet-1.0/src/", "greet-1.0/src/file", "greet-1.0/src/gone"});
  CHECK(Fixture::listing(srpm.path, "src.tar") == std::vector<std::string>{"src/", "src/file", "src/gone"});
  CHECK(Fixture::member(srpm.path, "greet-1.0-1.patch") ==
        " src/file | 2 +-\n src/gone | 1 -\n 2 files changed, 1 insertion(+), 2 deletions(-)\n\n"
        "diff --git a/src/file b/src/file\nindex 5626abf..f719efd 100644\n--- a/src/file\n+++ b/src/file\n"
        "@@ -1 +1 @@\n-one\n+two\n"
        "diff --git a/src/gone b/src/gone\ndeleted file mode 100644\nindex 587be6b..0000000\n--- a/src/gone\n"
        "+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
}

TEST_CASE("bad input: stored tags") {
  Fixture fixture = with_tag("Source0: greet-1.0.tar\n");
  fixture.write(".gear-rules", "tar: v@version@:.\n").commit();
  const std::string id = id_of(fixture, "v1.0");
  // A tag of the repository does not count: it may change tomorrow.
  CHECK(
      fixture.error_of().starts_with(".gear-rules:1:6: error: the tag v1.0 is not stored: there is no "
                                     ".gear/tags/list\n"));
  fixture.write(".gear/tags/list", id + " v1.1\n").commit();
  const std::string unlisted = fixture.error_of();
  CHECK(says(unlisted, ".gear-rules:1:6: error: .gear/tags/list has no tag v1.0"));
  CHECK(says(unlisted, "hint: did you mean v1.1?"));
  fixture.write(".gear/tags/list", "x\nabc v1.0\n").commit();
  CHECK(fixture.error_of().starts_with(".gear/tags/list:2:1: error: 'abc' is not a git object id\n"));
  // The tag object itself is missing.
  fixture.write(".gear/tags/list", id + " v1.0\n").commit();
  CHECK(says(fixture.error_of(), "v1.0 is " + id + ", which is not a commit of this repository"));
  fixture.write(".gear/tags/" + id, "object " + std::string(40, '1') + "\n").commit();
  CHECK(says(fixture.error_of(), ".gear/tags/" + id + " does not contain the tag it is named after"));
  fixture.write(".gear/tags/" + id, "nothing\n").commit();
  CHECK(says(fixture.error_of(), "its first line is not `object ID`"));
  // .gear-tags comes first; `tags:` precedes both.
  store_tag(fixture, ".gear-tags");
  fixture.commit();
  CHECK(fixture.error_of().empty());
  fs::rename(fixture.work_tree() / ".gear-tags", fixture.work_tree() / "stored");
  fixture.write(".gear-rules", "tags: stored\ntar: v@version@:.\n").commit();
  CHECK(fixture.error_of().empty());
}

TEST_CASE("bad input: commits that are not ancestors, and a branch named like an id") {
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: x.tar\n", "")}});
  const std::string start = id_of(fixture, "HEAD");
  fixture.write("later", "x").commit();
  const std::string later = id_of(fixture, "HEAD");
  fixture.git({"reset", "-q", "--hard", start});
  fixture.write(".gear-rules", "tar: " + later + ":. name=x\n").commit();
  const std::string error = fixture.error_of();
  CHECK(says(error, ".gear-rules:1:6: error: " + later + " (" + later.substr(0, 12) +
                        ") is not an ancestor of the packaged commit, "));
  CHECK(says(error, "hint: merge it (git merge -s ours keeps the tree as it is)"));

  const std::string nothing(40, 'a');
  fixture.write(".gear-rules", "tar: " + nothing + ":. name=x\n").commit();
  fixture.git({"update-ref", "refs/heads/" + nothing, start});
  CHECK(says(fixture.error_of(), nothing + " is " + nothing + ", which is not a commit of this repository"));
}

TEST_CASE("bad input: GEAR rules that name something missing in the tree") {
  struct Row {
    const char* rule;
    const char* says;
  };
  for (const auto& [rule, what] : {
           Row{"tar: nowhere", ".gear-rules:1:6: error: the tree has no folder nowhere\n"},
           Row{"tar: greet.spec", ".gear-rules:1:6: error: the tree has no folder greet.spec\n"},
           Row{"tar: link", ".gear-rules:1:6: error: the tree has no folder link\n"},
           Row{"diff: nowhere .", ".gear-rules:1:7: error: the tree has no folder nowhere"},
           Row{"copy: greet.spec *.patch", ".gear-rules:1:18: error: no file of the tree matches *.patch\n"},
           Row{"copy: src", ".gear-rules:1:7: error: no file of the tree matches src\n"},
           Row{"copy: out", ".gear-rules:1:7: error: out points outside of the tree\n"},
           Row{"copy: a\nexclude: ./a", ".gear-rules:1:7: error: no file of the tree matches a\n"},
           Row{"tar: src spec=none", ".gear-rules:1:1: error: the tree has no file none\n"},
           Row{"tar: . name=@dir@", ".gear-rules:1:1: error: @dir@ has no value here\n"},
           Row{"tra: .", ".gear-rules:1:1: error: unknown directive `tra:`\n"},
       }) {
    Fixture fixture(Files{{"greet.spec", small_spec("", "")},
                          {"a", "x"},
                          {"src/file", "x"},
                          {"link", "link:src"},
                          {"out", "link:/etc/passwd"},
                          {".gear-rules", std::string(rule) + "\n"}});
    const std::string error = fixture.error_of();
    CHECK_MESSAGE(error.starts_with(what), error);
  }
}

TEST_CASE("optional GEAR rules, and a later rule for the same file") {
  Fixture fixture(
      Files{{"greet.spec", small_spec("Source0: a\n", "")},
            {"a", "first"},
            {"b/a", "second"},
            {".gear-rules", "tar?: nowhere\ncopy?: x/* *.x\ndiff?: nowhere b\ncopy: a\ncopy: b/a\n"}});
  CHECK(Fixture::member(fixture.make().path, "a") == "second");
}
