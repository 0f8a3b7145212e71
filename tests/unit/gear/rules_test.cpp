// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/rules.hpp"

#include <doctest/doctest.h>

#include "gear/values.hpp"
#include "git/exclude_filter.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::gear;
using namespace rpmworks::git;
using namespace rpmworks::test;
using archive::Compression;

namespace {

Rules parsed(const std::string& text) {
  return parse_rules(text, ".gear/rules");
}

// The only maker that a text defines.
template <typename Maker>
Maker only(const std::string& text) {
  const Rules rules = parsed(text);
  REQUIRE(rules.makers.size() == 1);
  REQUIRE(std::holds_alternative<Maker>(rules.makers.front()));
  return std::get<Maker>(rules.makers.front());
}

std::string refused(const std::string& text) {
  return error_of(ExitCode::invalid, [&] { parsed(text); });
}

}  // namespace

TEST_CASE("GEAR rules: lines, blanks and comments") {
  const Rules rules = parsed(
      "# a comment\n\n \t\n  # another\nspec :rpm/greet.spec  \ntags: ./stored/\ntype: spec\n"
      "exclude: *.orig ./x\ntar:.\n\tcopy : a\r\nexclude: y");
  CHECK(rules.file == ".gear/rules");
  CHECK(rules.spec == "rpm/greet.spec");
  CHECK(rules.spec_where.line == 5);
  CHECK(rules.spec_where.column == 7);
  CHECK(rules.tags == "stored");
  CHECK(rules.exclude == std::vector<std::string>{"*.orig", "./x", "y"});
  REQUIRE(rules.makers.size() == 2);
  CHECK(std::get<Copy>(rules.makers[1]).patterns.front().glob == "a");
}

TEST_CASE("GEAR rules: archives") {
  const auto whole = only<Archive>("tar: .");
  CHECK(whole.compression == Compression::none);
  CHECK_FALSE(whole.optional);
  CHECK(whole.tree.base == ".");
  CHECK(whole.tree.path.empty());
  CHECK(whole.name == "@name@-@version@");
  CHECK_FALSE(whole.base);
  CHECK(whole.suffix == ".tar");

  const auto folder = only<Archive>(
      "tar.xz?: v@version@:./a//b/ name=n base= suffix=.txz exclude=*.o exclude=x/** spec=b/c.spec");
  CHECK(folder.compression == Compression::xz);
  CHECK(folder.optional);
  CHECK(folder.tree.base == "v@version@");
  CHECK(folder.tree.path == "a/b");
  CHECK(folder.tree.where.column == 10);
  CHECK(folder.name == "n");
  CHECK(folder.base == "");
  CHECK(folder.suffix == ".txz");
  CHECK(folder.exclude == std::vector<std::string>{"*.o", "x/**"});
  CHECK(folder.spec == "b/c.spec");

  struct Row {
    const char* directive;
    Compression compression;
    const char* suffix;
  };
  for (const auto& [directive, compression, suffix] :
       {Row{"tar", Compression::none, ".tar"}, Row{"tar.gz", Compression::gzip, ".tar.gz"},
        Row{"tar.bz2", Compression::bzip2, ".tar.bz2"}, Row{"tar.xz", Compression::xz, ".tar.xz"},
        Row{"tar.zst", Compression::zstd, ".tar.zst"}}) {
    const auto made = only<Archive>(std::string(directive) + ": src");
    CHECK(made.compression == compression);
    CHECK(made.suffix == suffix);
    CHECK(made.name == "@dir@-@version@");
  }
}

TEST_CASE("GEAR rules: differences") {
  const auto usual = only<Diff>("diff: v1:. .");
  CHECK(usual.before.base == "v1");
  CHECK(usual.after.base == ".");
  CHECK(usual.name == "@name@-@version@-@release@.patch");
  CHECK(usual.suffix.empty());
  const auto named = only<Diff>("diff.gz?: old new name=x.diff exclude=.gear/** spec=s");
  CHECK(named.compression == Compression::gzip);
  CHECK(named.optional);
  CHECK(named.name == "x.diff");
  CHECK(named.suffix == ".gz");
  CHECK(named.exclude == std::vector<std::string>{".gear/**"});
  CHECK(named.spec == "s");
  CHECK(only<Diff>("diff: . sub").name == "@new_dir@-@version@-@release@.patch");
}

TEST_CASE("GEAR rules: copies and quotes") {
  const auto copy = only<Copy>(R"(copy: a/b/*.patch 'with blank' "x\"y" p\ q "a\b" m'n 'o)");
  REQUIRE(copy.patterns.size() == 6);
  CHECK(copy.patterns[0].folder == "a/b");
  CHECK(copy.patterns[0].glob == "*.patch");
  CHECK(copy.patterns[1].glob == "with blank");
  CHECK(copy.patterns[1].where.column == 19);
  CHECK(copy.patterns[2].glob == "x\"y");
  CHECK(copy.patterns[3].glob == "p q");
  CHECK(copy.patterns[4].glob == "a\\b");
  CHECK(copy.patterns[5].glob == "mn o");
  CHECK(only<Copy>("gzip: a").suffix == ".gz");
  CHECK(only<Copy>("bzip2: a").compression == Compression::bzip2);
  CHECK(only<Copy>("xz?: a").optional);
  CHECK(only<Copy>("zstd: a").suffix == ".zst");
  const auto renamed = only<Copy>("compress: type=gzip name=@name@.gz -9 -- a");
  CHECK(renamed.compression == Compression::gzip);
  CHECK(renamed.name == "@name@.gz");
}

TEST_CASE("trivial GEAR rules") {
  for (const char* text :
       {"", "# nothing\n", "spec: a.spec\n", "tar.gz: . name=@name@-@version@ base=@name@-@version@\n",
        "tar: .", "tar.xz: .:. base=@name@-@version@", "spec: a.spec\ntar.bz2?: .\n"})
    CHECK_MESSAGE(parsed(text).is_trivial(), text);
  for (const char* text :
       {"tar: src", "tar: v1:.", "tar: . name=x", "tar: . base=x", "tar: . base=", "tar: . exclude=x",
        "tar: . spec=x", "tar: . suffix=.x", "tar: .\ncopy: x", "copy: x", "diff: a b"})
    CHECK_MESSAGE(!parsed(text).is_trivial(), text);
}

TEST_CASE("bad input: GEAR rules") {
  struct Row {
    const char* text;
    const char* says;
    const char* hint;
  };
  for (const auto& [text, what, hint] : {
           Row{"\ntra: .", ".gear/rules:2:1: error: unknown directive `tra:`\n  2 | tra: .\n    | ^\n",
               "hint: did you mean `tar:`?\n"},
           Row{"quux?: .", ":1:1: error: unknown directive `quux?:`", "gear-rules(5) has"},
           Row{"spec?: a", ":1:1: error: unknown directive `spec?:`", "did you mean `spec:`?"},
           Row{" tar .", ":1:2: error: this line is not a rule",
               "a rule is `directive: arguments`, as in `tar: .`"},
           Row{": x", ":1:1: error: this line is not a rule", ""},
           Row{"zip: .", "`zip:` is supported by gear only, not by rpmworks", ".gz, .bz2, .xz or .zst"},
           Row{"tar.lzma: .", "`tar.lzma:` is supported by gear only", ""},
           Row{"specsubst: x", "`specsubst:` is supported by gear only", "write the values into the spec"},
           Row{"tar:", ":1:1: error: `tar:` needs a folder, as in `tar: .`", ""},
           Row{"diff: a", ":1:1: error: `diff:` needs a second folder", ""},
           Row{"copy:", "`copy:` needs a file", ""},
           Row{"copy: .", ":1:7: error: . is not a file", ""},
           Row{"spec:", "`spec:` has no argument", ""},
           Row{"spec: .", ":1:7: error: . is not a file", ""},
           Row{"spec: a\nspec: b", ":2:1: error: duplicate `spec:`", "remove the other"},
           Row{"spec: ../a.spec", ":1:7: error: ../a.spec points outside of the tree", "`..` is not allowed"},
           Row{"tags: /tags", ":1:7: error: /tags is an absolute path", ""},
           Row{"tar: a/../b", ":1:6: error: a/../b points outside of the tree", ""},
           Row{"tar: v1:/etc", ":1:6: error: /etc is an absolute path",
               "use a path relative to the packaged folder"},
           Row{"tar: v1:", ":1:6: error: v1: names no folder after the ':'", "the whole tree is v1:."},
           Row{"tar: :a", ":1:6: error: :a names no commit before the ':'", ""},
           Row{"tar: . base=../x", ":1:8: error: ../x points outside of the tree", ""},
           Row{"tar: . nmae=x", ":1:8: error: `tar:` has no option nmae=x", "did you mean name=?"},
           Row{"tar: . a b", ":1:8: error: `tar:` has no option a",
               "it has name=, base=, suffix=, exclude=, spec="},
           Row{"diff: a b base=x", ":1:11: error: `diff:` has no option base=x", ""},
           Row{"tar: . name=a/b", ":1:8: error: 'a/b' of name= is not a file name", "must not contain '/'"},
           Row{"tar: . name=", "'' of name= is not a file name", ""},
           Row{"tar: . exclude=", "exclude= needs a pattern", ""},
           Row{"tar: . spec=", "missing path", ""},
           Row{"copy: 'a b", ":1:7: error: unterminated quote", ""},
           Row{"copy: /etc/passwd", ":1:7: error: /etc/passwd is an absolute path", ""},
           Row{"compress: -- a", "`compress:` needs type=", ""},
           Row{"compress: type=lzma -- a", ":1:11: error: unknown argument type=lzma",
               "copy, gzip, bzip2, xz or zstd"},
           Row{"compress: type=gzip a", ":1:21: error: `compress:` has no option a", ""},
           Row{"compress: type=gzip", "`compress:` needs `--` before the files", ""},
           Row{"compress: type=gzip --", "`compress:` needs a file", ""},
       }) {
    const std::string error = refused(text);
    CHECK(says(error, what));
    CHECK(says(error, hint));
  }
}

TEST_CASE("values of GEAR's keywords") {
  const Values values = values_in_spec(
      "%define ver 1.%minor\n%global minor 2\n%define full %{minor}.%nil%{unknown}\nNAME:  greet \nVersion: "
      "%ver%%\n"
      "Version: 9\nRelease:alt%full\n");
  CHECK(values == Values{{"name", "greet"}, {"version", "1.%minor%"}, {"release", "alt2.%{unknown}"}});
  CHECK(values_in_spec("Nothing: x\nName:\nversion\n%define\n%global x\n").empty());
  // Untrusted values exhaust neither memory nor the stack.
  std::string growing = "%define m0 0123456789\n";
  for (int i = 1; i < 64; ++i)
    growing +=
        "%define m" + std::to_string(i) + " %m" + std::to_string(i - 1) + "%m" + std::to_string(i - 1) + "\n";
  CHECK(values_in_spec(growing + "Name: %m63\nVersion: " + std::string(8 << 20, '%') + "a\n")
            .at("name")
            .size() == 4096);

  const SourcePosition where{.file = "rules", .line = 3, .column = 4};
  CHECK(expand_keywords("@name@-@version@@name@ @other@ @", {{"name", "greet"}, {"version", "1"}}, where) ==
        "greet-1greet @other@ @");
  CHECK(error_of(ExitCode::invalid, [&] {
          expand_keywords("@dir@", {{"dir", ""}}, where);
        }).starts_with("rules:3:4: error: @dir@ has no value here\n"));
  CHECK(says(error_of(ExitCode::invalid,
                      [&] {
                        expand_keywords("@name@", {{"name", "a/b"}}, where);
                      }),
             "the value of @name@ is a/b, which cannot be part of a file name"));
}

TEST_CASE("exclude= uses git's patterns") {
  CHECK(is_excluded({"*.spec"}, "a.spec"));
  CHECK_FALSE(is_excluded({"*.spec"}, "sub/a.spec"));
  CHECK(is_excluded({"**/*.spec"}, "sub/a.spec"));
  CHECK(is_excluded({"sub"}, "sub/deep/a"));
  CHECK(is_excluded({"sub/"}, "sub/deep/a"));
  CHECK_FALSE(is_excluded({"s*"}, "sub/a"));
  CHECK(is_excluded({"x", ".gear/**"}, ".gear/tags/list"));
  CHECK_FALSE(is_excluded({"su"}, "sub/a"));
  CHECK_FALSE(is_excluded({}, "a"));
}
