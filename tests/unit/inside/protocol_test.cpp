// SPDX-License-Identifier: GPL-3.0-or-later
#include "inside/protocol.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace rpmworks;
using inside::Answer;
using LibraryJson = nlohmann::json;

namespace {

Answer good() {
  Answer answer;
  answer.spec.name = "greet";
  answer.spec.evr = {"1", "1.0~rc1", "1.el9"};
  answer.spec.sources.push_back(
      {.number = 3, .value = "https://x.example/a.tar.gz", .file = "a.tar.gz", .line = 7});
  answer.spec.packages.push_back(
      {{"greet", {"1", "1.0~rc1", "1.el9"}, "noarch"}, {"greet = 1:1.0~rc1-1.el9"}});
  answer.expanded = "Name: greet\n";
  answer.package.nevra = {"greet", {"1", "1.0~rc1", "1.el9"}, "src"};
  answer.package.spec_file = "greet.spec";
  answer.package.lacks_sources = true;
  answer.package.build_time = 5;
  return answer;
}

// The error for the answer with one of its values changed.
std::string refusal(const std::string& pointer, const LibraryJson& value) {
  LibraryJson json = LibraryJson::parse(good().to_json());
  json[LibraryJson::json_pointer(pointer)] = value;
  try {
    Answer::from_json(json.dump());
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    return error.render();
  }
  return "";
}

std::string refusal_of(const std::string& text) {
  try {
    Answer::from_json(text);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
    return error.render();
  }
  return "";
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a written answer is read again") {
  const Answer answer = Answer::from_json(good().to_json());
  CHECK(answer.spec.evr.str() == "1:1.0~rc1-1.el9");
  CHECK(answer.spec.sources.at(0).number == 3);
  CHECK(answer.spec.packages.at(0).nevra.name == "greet");
  CHECK(answer.expanded == "Name: greet\n");
  CHECK(answer.package.spec_file == "greet.spec");
  CHECK(answer.package.lacks_sources);
  const Answer refused = Answer::from_json(
      Answer{.error = Error(ExitCode::invalid, "no").at({.file = "x.spec", .line = 3}).note("a").hint("b")}
          .to_json());
  REQUIRE(refused.error);
  CHECK(refused.error->render() == "x.spec:3: error: no\n  a\nhint: b\n");
}

TEST_CASE("a deeply nested answer is refused before it is processed") {
  const size_t depth = 2'000'000;
  for (const std::string opening : {"[", "{\"spec\":"}) {
    std::string text;
    for (size_t i = 0; i < depth; ++i) text += opening;
    CHECK(says(refusal_of(text), "nested deeper than 12 levels"));
  }
  CHECK(says(refusal_of("{\"error\":" + std::string(depth, '[') + std::string(depth, ']') + "}"),
             "nested deeper than 12 levels"));
}

TEST_CASE("the size of an answer is limited") {
  CHECK(says(refusal_of(std::string(inside::k_largest_answer + 1, ' ')), "too long"));
  for (const char* const text : {"", "x", "1", "[]", "{}", "{\"error\":{}}", "{\"error\":null}"})
    CHECK(says(refusal_of(text), "the sandboxed rpm returned an invalid answer"));
  LibraryJson error = {{"error",
                        {{"code", 3},
                         {"what", std::string(1 << 20, 'x')},
                         {"hint", "\033]0;x"},
                         {"notes", LibraryJson::array()}}}};
  for (int i = 0; i < 1000; ++i) error["error"]["notes"].push_back("note");
  const Answer long_one = Answer::from_json(error.dump());
  CHECK(std::string(long_one.error->what()).size() < 70'000);
  CHECK(long_one.error->notes().size() == 100);
  CHECK(long_one.error->hint() == "\\x1b]0;x");
}

TEST_CASE("names that are paths and numbers out of range are refused") {
  CHECK(says(refusal("/spec/sources/0/file", "../../etc/passwd"),
             "the source file '../../etc/passwd' is not valid in a spec"));
  CHECK(refusal("/spec/sources/0/file", "..") == "");  // told as a source that names no file
  CHECK(refusal("/spec/sources/0/file", std::string("a\0b", 3)) != "");
  CHECK(says(refusal("/spec/sources/0/number", 1e300), "the source's number"));
  CHECK(refusal("/spec/sources/0/number", 4'294'967'296) != "");
  CHECK(refusal("/spec/sources/0/line", -1) != "");
  CHECK(says(refusal("/spec/packages/0/name", "../x"), "the package name '../x' is not valid in a spec"));
  CHECK(refusal("/spec/packages/0/evr/version", "1/2") != "");
  CHECK(refusal("/spec/packages/0/evr/epoch", "-1") != "");
  CHECK(refusal("/spec/packages/0/arch", "x86_64/..") != "");
  CHECK(refusal("/spec/packages", "many") != "");
  CHECK(refusal("/spec/packages/0/dependencies", "many") != "");
  CHECK(refusal("/spec/packages/0/scriptlets", 3) != "");
  CHECK(refusal("/package/spec_file", "/etc/passwd") != "");
  CHECK(refusal("/package/lacks_sources", "no") != "");
  CHECK(refusal("/package/build_time", -5) != "");
  CHECK(refusal("/package/build_time", 1ULL << 40) != "");
  CHECK(refusal("/spec/name", LibraryJson::array()) != "");
  CHECK(refusal("/spec/name", "greet") == "");
}
