// SPDX-License-Identifier: GPL-3.0-or-later
#include "inside/protocol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/json.hpp"
#include "core/printable.hpp"

namespace rpmworks::inside {

namespace {

std::string dump(const Json& json) {
  // File names and messages may not be UTF-8, but JSON must be.
  return json.dump();
}

Json json_of(const Error& error) {
  Json json = {{"code", static_cast<int>(error.code())},
               {"what", error.what()},
               {"hint", error.hint()},
               {"notes", error.notes()}};
  if (const auto& where = error.where())
    json["where"] = {
        {"file", where->file}, {"line", where->line}, {"column", where->column}, {"text", where->text}};
  return json;
}

constexpr int k_deepest = 12;  // maximum nesting of objects and arrays in an answer
constexpr size_t k_longest_message = 64UL * 1024;
constexpr size_t k_most_notes = 100;
constexpr int64_t k_last_second = std::numeric_limits<uint32_t>::max();  // that rpm can represent

Error not_understood(const std::string& why) {
  return Error(ExitCode::invalid, "the sandboxed rpm returned an invalid answer")
      .note(why)
      .hint("a spec that tampers with rpm cannot be packaged");
}

int64_t number_from(const Json& json, int64_t from, int64_t to) {
  const auto number = json.get<int64_t>();
  if (number < from || number > to) throw not_understood("a number out of range");
  return number;
}

std::string message_from(const Json& json) {
  return printable(json.text(), k_longest_message);
}

// Only exit codes that a parse can cause are accepted from the sandbox.
Error error_from(const Json& json) {
  constexpr int k_largest_line = std::numeric_limits<int>::max();
  const bool invalid = json.at("code") == static_cast<int>(ExitCode::invalid);
  Error error(invalid ? ExitCode::invalid : ExitCode::failed, message_from(json.at("what")));
  std::move(error).hint(message_from(json.at("hint")));
  const Json& notes = json.at("notes");
  for (size_t i = 0; i < std::min(notes.size(), k_most_notes); ++i)
    std::move(error).note(message_from(notes.at(i)));
  if (json.contains("where")) {
    const Json& where = json["where"];
    std::move(error).at({.file = message_from(where.at("file")),
                         .line = static_cast<int>(number_from(where.at("line"), 0, k_largest_line)),
                         .column = static_cast<int>(number_from(where.at("column"), 0, k_largest_line)),
                         .text = message_from(where.at("text"))});
  }
  return error;
}

Json shallow_json(const std::string& text) {
  if (text.size() > k_largest_answer) throw not_understood("too long");
  return Json::parse(text, k_deepest);
}

template <typename Read>
auto checked(const std::string& text, Read&& read) {
  try {
    return read(shallow_json(text));
  } catch (const JsonError& error) {
    throw not_understood(printable(error.what(), 1000));
  }
}

void require_file_name(const std::string& name) {
  if (name.empty() || name == "." || name == ".." ||
      name.find_first_of(std::string_view("/\0", 2)) != name.npos)
    throw not_understood("a file name that is a path");
}

Json json_of(const rpm::SourcePackage& package) {
  return {{"nevra", package.nevra.str()},
          {"lacks_sources", package.lacks_sources},
          {"build_time", package.build_time},
          {"spec_file", package.spec_file},
          {"build_requires", package.build_requires},
          {"build_conflicts", package.build_conflicts},
          {"build_arch", package.build_arch},
          {"exclusive_arch", package.exclusive_arch},
          {"exclude_arch", package.exclude_arch},
          {"unfit_for_metadata", package.unfit_for_metadata},
          {"change_author", package.change_author},
          {"change_time", package.change_time},
          {"left_out", package.left_out}};
}

rpm::SourcePackage package_from(const Json& json) {
  rpm::SourcePackage package;
  package.nevra = rpm::Nevra::parse(json.at("nevra").get<std::string>());
  json.at("lacks_sources").get_to(package.lacks_sources);
  package.build_time = number_from(json.at("build_time"), 0, k_last_second);
  json.at("spec_file").get_to(package.spec_file);
  require_file_name(package.spec_file);
  json.at("build_requires").get_to(package.build_requires);
  json.at("build_conflicts").get_to(package.build_conflicts);
  json.at("build_arch").get_to(package.build_arch);
  json.at("exclusive_arch").get_to(package.exclusive_arch);
  json.at("exclude_arch").get_to(package.exclude_arch);
  package.unfit_for_metadata = message_from(json.at("unfit_for_metadata"));
  json.at("change_author").get_to(package.change_author);
  package.change_time = number_from(json.at("change_time"), 0, k_last_second);
  json.at("left_out").get_to(package.left_out);
  return package;
}

}  // namespace

std::string Query::to_json() const {
  const char* const names[] = {"parse", "write", "unpack", "extract"};
  return dump({{"action", names[static_cast<int>(action)]},
               {"file", file},
               {"macros", macros},
               {"target", target},
               {"file_bytes", file_bytes},
               {"with_expanded", with_expanded},
               {"is_others", is_others}});
}

Query Query::from_json(const std::string& text) {
  return checked(text, [](const Json& json) {
    const std::string action = json.at("action");
    return Query{.action = action == "write"     ? Action::write
                           : action == "unpack"  ? Action::unpack
                           : action == "extract" ? Action::extract
                                                 : Action::parse,
                 .file = json.at("file"),
                 .macros = json.at("macros").get<rpm::Macros>(),
                 .target = json.at("target"),
                 .file_bytes = json.at("file_bytes"),
                 .with_expanded = json.at("with_expanded"),
                 .is_others = json.at("is_others")};
  });
}

std::string Answer::to_json() const {
  Json json = {{"spec", spec.to_json()},
               {"expanded", expanded},
               {"doubts", doubts},
               {"unparsable_spec", unparsable_spec}};
  if (!package.spec_file.empty()) json["package"] = json_of(package);
  if (error) json["error"] = json_of(*error);
  return dump(json);
}

Answer Answer::from_json(const std::string& text) {
  return checked(text, [](const Json& json) {
    Answer answer;
    if (json.contains("error")) answer.error = error_from(json["error"]);
    if (answer.error && !json.contains("spec")) return answer;
    answer.spec = rpm::SpecInfo::from_json(json.at("spec"));
    json.at("expanded").get_to(answer.expanded);
    json.at("doubts").get_to(answer.doubts);
    json.at("unparsable_spec").get_to(answer.unparsable_spec);
    if (json.contains("package")) answer.package = package_from(json["package"]);
    return answer;
  });
}

}  // namespace rpmworks::inside
