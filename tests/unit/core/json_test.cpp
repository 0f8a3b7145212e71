// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace rpmworks {

TEST_CASE("written JSON is read again, in the same order") {
  const Json json = {{"name", "acme"},
                     {"count", 3},
                     {"big", std::numeric_limits<uint64_t>::max()},
                     {"ratio", 0.5},
                     {"is_good", true},
                     {"nothing", nullptr},
                     {"sections", {"el6", "deps/epel"}},
                     {"keys", {{"a", 1}, {"b", 2}}},
                     {"empty", Json::array()}};
  const std::string text =
      R"({"name":"acme","count":3,"big":18446744073709551615,"ratio":0.5,"is_good":true,"nothing":null,)"
      R"("sections":["el6","deps/epel"],"keys":{"a":1,"b":2},"empty":[]})";
  CHECK(json.dump() == text);
  CHECK(Json::parse(text) == json);
  CHECK(Json::parse(json.dump(2)) == json);
  CHECK(Json({{"a", 1}}).dump(1) == "{\n \"a\": 1\n}");
}

TEST_CASE("values are written as the library writes them") {
  using Library = nlohmann::ordered_json;
  const std::string text =
      R"({"a": [], "b": {}, "c": [1, [2, {"d": -3}], "x"], "e": 1.5, "f": 1e300, "g": -0.0, "h": true,
      "quoted \"name\"": "a\\b/c", "control": "\u0001\b\f\n\r\t\u007f", "not ASCII": "Grüße \u20ac \ud83d\ude00", "i": null})";
  for (const int indent : {-1, 0, 2})
    CHECK(Json::parse(text).dump(indent) == Library::parse(text).dump(indent));
  const std::string damaged = "a\xff\xc3(b";
  CHECK(Json(damaged).dump() == Library(damaged).dump(-1, ' ', false, Library::error_handler_t::replace));
}

TEST_CASE("values have the requested type") {
  const Json json = Json::parse(R"({"a": [1, 2], "b": {"x": "y"}, "c": -1, "d": "text", "e": 1.5})");
  CHECK(json.at("a").get<std::vector<int>>() == std::vector{1, 2});
  CHECK(json["b"].get<std::map<std::string, std::string>>().at("x") == "y");
  const std::string text = json.at("d");
  CHECK(text == "text");
  CHECK(json.at("d") == "text");
  CHECK(json.at("c") == -1);
  CHECK(json.at("c").get<double>() == -1.0);
  CHECK(json.value("f", "otherwise") == "otherwise");
  CHECK(json.value("c", 7) == -1);
  CHECK_THROWS_WITH_AS((void)json.at("c").get<unsigned>(), "a number is out of range", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("e").get<int>(), "a whole number was expected", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("d").get<int>(), "a whole number was expected", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("c").text(), "a text was expected", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("z"), "'z' is missing", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("a").at(2), "an array has no element 2", JsonError);
  CHECK_THROWS_WITH_AS((void)json.at("a").at("x"), "an object was expected", JsonError);
  CHECK_THROWS_WITH_AS((void)json.begin(), "an array was expected", JsonError);
  CHECK_THROWS_AS((void)Json("x").value("a", 1), JsonError);
}

TEST_CASE("a value is built step by step") {
  Json json;
  json["list"].push_back("a");
  json["list"].push_back(2);
  json["object"]["inner"] = {1, 2};
  json.update({{"list", nullptr}, {"new", "x"}});
  CHECK(json.dump() == R"({"list":null,"object":{"inner":[1,2]},"new":"x"})");
  CHECK(json.size() == 3);
  CHECK(Json::object().empty());
}

TEST_CASE("of several members with one name, the last counts") {
  CHECK(Json::parse(R"({"a": 1, "b": 2, "a": 3})").dump() == R"({"b":2,"a":3})");
  std::string many = "{";
  for (int i = 0; i < 100; ++i) many += "\"n" + std::to_string(i % 50) + "\":" + std::to_string(i) + ",";
  many.back() = '}';
  const Json json = Json::parse(many);
  CHECK(json.size() == 50);
  CHECK(json.at("n7") == 57);
}

TEST_CASE("bytes that are not UTF-8 are replaced when they are written") {
  CHECK(Json("a\xff").dump() == "\"a\xEF\xBF\xBD\"");
}

TEST_CASE("invalid JSON is an error with its position") {
  try {
    (void)Json::parse("{\"a\": }");
    FAIL("it was read");
  } catch (const JsonError& error) {
    CHECK(error.byte() == 7);
  }
  CHECK(Json::parse_or_null("{").is_null());
  CHECK(Json::parse_or_null("").is_null());
  CHECK(Json::parse_or_null("{} x").is_null());
}

TEST_CASE("a deeply nested text is refused") {
  const std::string deep(1'000'000, '[');
  CHECK_THROWS_WITH_AS((void)Json::parse(deep), "it is nested deeper than 100 levels", JsonError);
  CHECK(Json::parse("[[1]]", 2).size() == 1);
  CHECK_THROWS_AS((void)Json::parse("[[1]]", 1), JsonError);
}

}  // namespace rpmworks
