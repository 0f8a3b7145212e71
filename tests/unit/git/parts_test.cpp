// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "git/attributes.hpp"
#include "git/export_subst.hpp"
#include "git/index_file.hpp"
#include "git/wildmatch.hpp"

using namespace rpmworks::git;

TEST_CASE("wildmatch accepts git's patterns") {
  struct Case {
    std::string pattern;
    std::string text;
    bool matches;
  };
  for (const auto& each : {Case{"foo", "foo", true},
                           Case{"foo", "bar", false},
                           Case{"", "", true},
                           Case{"???", "foo", true},
                           Case{"??", "foo", false},
                           Case{"*", "foo", true},
                           Case{"f*", "foo", true},
                           Case{"*f", "foo", false},
                           Case{"*foo*", "foo", true},
                           Case{"*ob*a*r*", "foobar", true},
                           Case{"*ab", "aaaaaaabababab", true},
                           Case{"foo\\*", "foo*", true},
                           Case{"foo\\*bar", "foobar", false},
                           Case{"f\\\\oo", "f\\oo", true},
                           Case{"ten", "ten", true},
                           Case{"t[a-g]n", "ten", true},
                           Case{"t[!a-g]n", "ten", false},
                           Case{"t[^a-g]n", "ton", true},
                           Case{"a[]]b", "a]b", true},
                           Case{"a[]-]b", "a-b", true},
                           Case{"a[]a-]b", "aab", true},
                           Case{"]", "]", true},
                           Case{"[", "[", false},
                           Case{"[!]a-]", "b", true},
                           Case{"foo*bar", "foo/baz/bar", false},
                           Case{"foo**bar", "foo/baz/bar", false},
                           Case{"foo/**/bar", "foo/baz/bar", true},
                           Case{"foo/**/bar", "foo/b/a/z/bar", true},
                           Case{"foo/**/bar", "foo/bar", true},
                           Case{"foo/**/**/bar", "foo/bar", true},
                           Case{"foo?bar", "foo/bar", false},
                           Case{"foo[/]bar", "foo/bar", false},
                           Case{"f[^eiu][^eiu]r", "f-or", true},
                           Case{"**/foo", "foo", true},
                           Case{"**/foo", "XXX/foo", true},
                           Case{"**/foo", "bar/baz/foo", true},
                           Case{"*/foo", "bar/baz/foo", false},
                           Case{"**/bar*", "foo/bar/baz", false},
                           Case{"**/bar/*", "deep/foo/bar/baz", true},
                           Case{"**/bar/**", "deep/foo/bar/baz/", true},
                           Case{"**/bar/*", "deep/foo/bar", false},
                           Case{"*/bar/**", "foo/bar/baz/x", true},
                           Case{"*/bar/**", "deep/foo/bar/baz/x", false},
                           Case{"[[:alpha:]][[:digit:]][[:upper:]]", "a1B", true},
                           Case{"[[:digit:][:upper:]]", "a", false},
                           Case{"[[:xdigit:]]", "f", true},
                           Case{"[a-c[:digit:]x-z]", "5", true},
                           Case{"[a-c[:digit:]x-z]", "q", false},
                           Case{"[[:nosuch:]]", "a", false},
                           Case{"[\\-^]", "-", true},
                           Case{"[\\]]", "]", true},
                           Case{"[a-\\z]", "q", true},
                           Case{"a[", "a[", false},
                           Case{"[-", "-", false},
                           Case{"foo\\", "foo\\", false},
                           Case{"[,-.]", "-", true},
                           Case{"[[:blank:]]", "\t", true}}) {
    CAPTURE(each.pattern);
    CAPTURE(each.text);
    CHECK(wildmatch(each.pattern, each.text, true) == each.matches);
  }
  CHECK(wildmatch("foo*bar", "foo/baz/bar", false));
  CHECK(wildmatch("*/*/*", "foo/bba/arr", true));
  CHECK_FALSE(wildmatch("*/*/*", "foo/bar", true));
}

// A matcher that tries every combination would not end before ctest's time limit.
TEST_CASE("a pattern with many asterisks is matched quickly") {
  std::string pattern;
  std::string deep;
  for (int i = 0; i < 30; ++i) {
    pattern += "*a";
    deep += "**/a/";
  }
  CHECK_FALSE(wildmatch(pattern + "b", std::string(2000, 'a'), true));
}

TEST_CASE("rules come from the nearest file, the last line first") {
  Attributes attributes;
  CHECK(attributes.empty());
  attributes.enter("", "*.c text\n*.c eol=crlf\nsub/x.c -text\n");
  attributes.enter("sub", "x.c !eol\n");
  CHECK(attributes.of("a.c").text.is_set());
  CHECK(attributes.of("a.c").eol.is("crlf"));
  CHECK(attributes.of("sub/x.c").text.is_unset());
  CHECK(attributes.of("sub/x.c").eol.state == AttributeValue::State::unspecified);
  attributes.leave();
  CHECK(attributes.of("sub/x.c").eol.is("crlf"));
  CHECK(attributes.of("a.h") == ArchiveAttributes{});
}

TEST_CASE("relative dates become absolute, and dates before 1970 are valid") {
  CommitFacts facts;
  facts.committer = {.name = "N", .email = "e", .time = -1, .offset = 90};
  CHECK(with_commit_facts("$Format:%ci|%cr|%ch$", facts) ==
        "1970-01-01 01:29:59 +0130|Thu Jan 1 01:29:59 1970 +0130|Thu Jan 1 01:29:59 1970 +0130");
  CHECK(with_commit_facts("$Format:%s$ $Format:", facts) == " $Format:");
}

TEST_CASE("a damaged index stays unchanged, wherever it ends") {
  // Version 2, two entries (one of a sparse folder), the mark of a sparse index, and no checksum.
  const auto number = [](unsigned value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
  };
  const auto entry = [&](const std::string& path) {
    std::string bytes(60, '\1');
    bytes += number(static_cast<unsigned>(path.size())).substr(2) + path;
    return bytes + std::string(8 - bytes.size() % 8, '\0');
  };
  const std::string entries = "DIRC" + number(2) + number(2) + entry("other/") + entry("pkg/a");
  const std::string tree = "TREE" + number(3) + "abc";
  const std::string bytes = entries + tree + "sdir" + number(0) + std::string(20, '\0');
  const std::string readable = readable_index(bytes);
  CHECK(readable.size() == bytes.size() - 8);
  CHECK(readable.starts_with(entries + tree));
  CHECK_FALSE(readable.ends_with(std::string(20, '\0')));
  CHECK(readable_index(readable) == readable);
  // A wrong checksum stays wrong.
  const std::string wrong = entries + "sdir" + number(0) + std::string(20, 'x');
  CHECK(readable_index(wrong) == wrong);
  for (size_t size = 0; size < entries.size(); ++size) {
    const std::string part = bytes.substr(0, size) + std::string(20, '\0');
    CAPTURE(size);
    CHECK(readable_index(part) == part);
  }
}
