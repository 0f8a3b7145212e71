// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pattern.hpp"

#include <doctest/doctest.h>

namespace rpmworks {

TEST_CASE("a pattern is found, with groups and offsets") {
  const Pattern pattern("(a+)(b)?");
  const auto match = pattern.find("xx aab", 1);
  REQUIRE(match);
  CHECK((*match)[0] == "aab");
  CHECK((*match)[1] == "aa");
  CHECK(match->has(2));
  CHECK(match->begin() == 3);
  CHECK(match->end() == 6);
  CHECK(match->groups() == 3);

  const std::string text = "aab a";
  const auto later = pattern.find(text, 3);
  REQUIRE(later);
  CHECK((*later)[0] == "a");
  CHECK_FALSE(later->has(2));
  CHECK((*later)[2] == "");
  CHECK_FALSE(pattern.is_in("xyz"));
  CHECK_FALSE(pattern.is_in(""));
  CHECK(Pattern("").is_in({}));
}

TEST_CASE("a pattern matches whole texts, whichever alternative comes first") {
  CHECK(Pattern("a|ab").matches("ab"));
  CHECK_FALSE(Pattern("a").matches("ab"));
  CHECK_FALSE(Pattern("a$").is_in("a\n"));
  CHECK(Pattern("X-y", Pattern::Case::ignored).matches("x-Y"));
}

TEST_CASE("texts may contain any bytes and have any length") {
  CHECK(Pattern("^[^b]*b$").matches(std::string(3'000'000, 'a') + "b"));
  CHECK(Pattern("(?:a|x)*b").matches(std::string(50'000, 'a') + "b"));
  CHECK(Pattern("a.\xff").matches(std::string("a\0\xff", 3)));
}

TEST_CASE("a pattern that would try for ever gives no match") {
  const std::string text = std::string(64, 'a') + "b";
  CHECK_FALSE(Pattern("^(a+)+$").is_in(text));
  CHECK_THROWS_WITH_AS((void)Pattern("^(a+)+$").is_surely_in(text), "match limit exceeded", PatternError);
  CHECK(Pattern("b$").is_surely_in(text));
  CHECK_FALSE(Pattern("c").is_surely_in(text));
}

TEST_CASE("an invalid pattern is refused with its position") {
  CHECK_THROWS_WITH_AS(Pattern("ab(c"), "missing closing parenthesis at byte 5", PatternError);
}

}  // namespace rpmworks
