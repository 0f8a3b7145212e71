// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_view.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/json.hpp"

using namespace rpmworks;

TEST_CASE("views of a document") {
  const auto document = JsonDocument::parse(
      R"({"a": "x", "n": 3, "i": -3, "f": 1.5, "t": true, "o": null, "l": [1, "2"], "a": "y"})");
  REQUIRE(document.has_value());
  const JsonView root = document->root();
  REQUIRE(root.is_object());
  CHECK(!root.is_array());
  // As Json: the last of several members of one name counts.
  CHECK(root.find("a")->string() == "y");
  CHECK(root.find("n")->is_unsigned());
  CHECK(root.find("n")->number() == 3);
  CHECK(!root.find("i")->is_unsigned());
  CHECK(!root.find("f")->is_unsigned());
  CHECK(root.find("t")->is_bool());
  CHECK(root.find("t")->boolean());
  CHECK(!root.find("o")->is_string());
  CHECK(!root.find("none"));
  const JsonView list = *root.find("l");
  CHECK(!list.find("a"));
  std::vector<JsonView> elements;
  list.each_element([&](const JsonView& value) { elements.push_back(value); });
  REQUIRE(elements.size() == 2);
  CHECK(elements[1].string() == "2");
  CHECK(elements[0] != elements[1]);
  CHECK(list == *root.find("l"));
  std::string names;
  root.each_member([&](std::string_view name, const JsonView&) { names += name; });
  CHECK(names == "aniftola");
}

TEST_CASE("bad input: what is no JSON has no views") {
  for (const std::string text : {"", "{", "{\"a\": 123456789012345678901234567890}", "\"\xff\"", "[1,]"}) {
    CAPTURE(text);
    CHECK(!JsonDocument::parse(text));
  }
  const std::string deep = std::string(Json::k_deepest + 1, '[') + std::string(Json::k_deepest + 1, ']');
  CHECK(!JsonDocument::parse(deep));
}
