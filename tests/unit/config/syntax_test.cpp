// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <vector>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

TEST_CASE("bad input: invalid YAML, and valid YAML with another meaning") {
  check_all({
      {k_head + "packages:\n  a: { git: x, ref: v1\n", "5:1: not valid YAML: end of map flow not found",
       "close the '{' or '[' above"},
      {k_head + "keys:\n\taltai: { homedir: g }\n", "4:7: not valid YAML: illegal map value",
       "indent with spaces: YAML allows no tabs there"},
      {k_head + "product: q\n", "3:1: duplicate key 'product'", "remove one of the two"},
      {k_head + "a: *nope\n", "3:4: not valid YAML: the referenced anchor is not defined",
       "put quotes around a text that starts with '*'"},
      {k_head + "keys: &k { a: *k }\n", "3:15: this alias is inside the value it refers to",
       "write the value itself"},
      {k_head + "? [a, b]\n: c\n", "3:3: a key must be plain text, not a list or a mapping", ""},
      {k_head + "keys: { ? {a: b} : c }\n", "3:11: a key must be plain text, not a list or a mapping", ""},
      {k_head + "---\nschema: 1\n", "4:1: a second YAML document starts here",
       "keep one document, without '---' between its parts"},
      {k_head + "keys: { a: { <<: x } }\n", "3:18: '<<' merges mappings only", ""},
      {k_head + "keys: { &a a: { homedir: x }, *a : {homedir: y} }\n", "3:31: an alias cannot be a key",
       "write the key itself"},
      {k_head + "keys: \"unclosed\n", "3:7: unterminated quote", ""},
      {k_head + "  keys: x\n", "3:7: not valid YAML: illegal map value",
       "check the indentation; put quotes around a text that contains ': '"},
      {k_head + "keys: a: b\n", "3:8: not valid YAML: illegal map value",
       "check the indentation; put quotes around a text that contains ': '"},
      {k_head + "null: b\n", "3:1: missing key", ""},
      {k_head + ": b\n", "3:1: missing key", ""},
      {k_head + "packages: { a: { git: \"a\\x1b[31m\" } }\n", "3:23: control character in text", ""},
      {"# nothing\n", "the file is empty",
       "docs/repos-yaml.md describes its content; the first line is `schema: 1`"},
      {k_head + "packages: { a: { git: 'it''s\n", "3:23: unterminated quote", ""},
      {k_head + "keys:\n  a: { homedir: g }\n b: c\n", "5:2: not valid YAML: end of map not found",
       "check the indentation of this line and of those above"},
      {k_head + "keys: [a\n", "4:1: not valid YAML: end of sequence flow not found",
       "close the '{' or '[' above"},
  });
}

TEST_CASE("bytes that are not text are refused") {
  CHECK(headline(k_head + "# \xff\xfe\n") == "repos.yaml:3:3: error: invalid byte 0xff");
  CHECK(headline(k_head + "# caf\xc3") == "repos.yaml:3:6: error: invalid byte 0xc3");
  CHECK(headline(k_head + "# \xc0\x80\n") == "repos.yaml:3:3: error: invalid byte 0xc0");
  CHECK(headline(k_head + "# \xed\xa0\x80\n") == "repos.yaml:3:3: error: invalid byte 0xed");
  CHECK(headline(k_head + "# \xf4\x90\x80\x80\n") == "repos.yaml:3:3: error: invalid byte 0xf4");
  CHECK(headline(std::string("schema: 1\n\0x\n", 13)) == "repos.yaml:2:1: error: invalid byte 0x00");
  CHECK(complaint(k_head + "# café, 包, 🙂\n").empty());
  CHECK(complaint("\xef\xbb\xbf" + k_head).empty());  // a byte order mark
  CHECK(complaint("schema: 1\r\nproduct: p\r\n").empty());
  CHECK(headline("") == "repos.yaml: error: the file is empty");
}

TEST_CASE("aliases of aliases cost nothing") {
  // Each line contains the previous one nine times; expanded, it would have 10^20 values.
  std::string yaml = k_head + "keys: &a0 [x]\n";
  for (int i = 1; i <= 20; ++i) {
    yaml += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 9; ++k) yaml += "*a" + std::to_string(i - 1) + ", ";
    yaml += "]\n";
  }
  CHECK(headline(yaml) == "repos.yaml:4:1: error: unknown key 'k1'");
}

TEST_CASE("merges of merges are limited") {
  std::string yaml = k_head + "x: &x {";
  for (int i = 0; i < 1000; ++i) yaml += "k" + std::to_string(i) + ": 1, ";
  yaml += "}\ny:\n";
  for (int i = 0; i < 1000; ++i) yaml += "  z" + std::to_string(i) + ": { <<: *x }\n";
  CHECK(headline(yaml).find("more than 200000 values") != std::string::npos);
}

TEST_CASE("sizes and depths have limits") {
  CHECK(headline(k_head + "#" + std::string(5 * 1024 * 1024, ' ')) == "repos.yaml: error: larger than 4 MiB");
  const auto nested = [](size_t depth) {
    return "keys: " + std::string(depth, '[') + std::string(depth, ']') + "\n";
  };
  CHECK(headline(k_head + nested(30)) ==
        "repos.yaml:3:7: error: 'keys' must be a mapping of names, not a list");
  CHECK(headline(k_head + nested(33)) == "repos.yaml:3:38: error: nested more than 32 levels deep");
  CHECK(headline(k_head + nested(100000)) == "repos.yaml:3:38: error: nested more than 32 levels deep");
  CHECK_FALSE(headline(k_head + "keys: " + std::string(100000, '[')).empty());
  std::string many = k_head + "keys:\n";
  for (int i = 0; i < 210000; ++i) many += "- a\n";
  CHECK(headline(many).find("more than 200000 values") != std::string::npos);
}

TEST_CASE("a very long line is not shown") {
  const std::string text = complaint("schema: " + std::string(100000, 'x') + "\n");
  CHECK(text == "repos.yaml:1:9: error: unknown schema '" + std::string(80, 'x') +
                    "…'\nhint: this release of rpmworks reads `schema: 1`\n");
}
