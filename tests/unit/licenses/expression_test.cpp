// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/expression.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"

using namespace rpmworks;
using licenses::Expression;
using licenses::parse_expression;

namespace {

// "all(MIT, any(A, B))"
std::string shown(const Expression& expression) {
  if (expression.kind == Expression::Kind::license)
    return expression.license + (expression.exception.empty() ? "" : " + " + expression.exception);
  std::vector<std::string> parts;
  for (const auto& part : expression.parts) parts.push_back(shown(part));
  return (expression.kind == Expression::Kind::all ? "all(" : "any(") + join(parts, ", ") + ")";
}

std::string shown(const std::string& tag) {
  const auto expression = parse_expression(tag);
  return expression ? shown(*expression) : "no expression";
}

}  // namespace

TEST_CASE("expressions as trees") {
  CHECK(shown("MIT") == "MIT");
  CHECK(shown("A and B or C AND D") == "any(all(A, B), all(C, D))");
  CHECK(shown("A and (B or C) and D") == "all(A, any(B, C), D)");
  CHECK(shown("((A))\n and\tB") == "all(A, B)");
  CHECK(shown("(A or B) or C") == "any(any(A, B), C)");
  CHECK(shown("Redistributable, no modification permitted OR B") ==
        "any(Redistributable, no modification permitted, B)");
  CHECK(shown("GPL-2.0-only WITH x and B") == "all(GPL-2.0-only + x, B)");
  CHECK(shown("GPL v2 or later or LGPL v2.1 or newer") == "any(GPL v2 or later, LGPL v2.1 or newer)");
  CHECK(shown("GPL v2 or later; MIT and B") == "all(GPL v2 or later; MIT, B)");
  CHECK(shown("A or Later") == "A or Later");
  CHECK(parse_expression("GPLv2  With\texceptions")->text == "GPLv2 With exceptions");
}

TEST_CASE("texts that are no expressions") {
  for (const char* tag : {"", " \n", "A AND", "AND A", "(A", "A)", "A (B)", "(A) B", "A WITH", "WITH A", "()",
                          "A and or B", "(A or B) with C", "GPLv2 or (at your option) any later version"}) {
    CAPTURE(tag);
    CHECK(shown(tag) == "no expression");
  }
}

TEST_CASE("long and deep texts") {
  const std::string deep(100'000, '(');
  CHECK(shown(deep + "A" + std::string(100'000, ')')) == "no expression");
  CHECK(shown(std::string(50, '(') + "A" + std::string(50, ')')) == "A");
  std::string wide = "A";
  for (int i = 0; i < 100'000; ++i) wide += " and A";
  CHECK(parse_expression(wide)->parts.size() == 100'001);
}
