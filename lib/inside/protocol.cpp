// SPDX-License-Identifier: GPL-3.0-or-later
#include "inside/protocol.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rpmworks::inside {

using Json = nlohmann::json;

namespace {

std::string dump(const Json& json) {
  // File names and messages need not be UTF-8; JSON is.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
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

// Of the exit codes only those that parsing can give are taken from inside.
Error error_from(const Json& json) {
  const bool invalid = json.at("code").get<int>() == static_cast<int>(ExitCode::invalid);
  Error error(invalid ? ExitCode::invalid : ExitCode::failed, json.at("what").get<std::string>());
  std::move(error).hint(json.at("hint")).notes(json.at("notes").get<std::vector<std::string>>());
  if (json.contains("where")) {
    const Json& where = json["where"];
    std::move(error).at({.file = where.at("file"),
                         .line = where.at("line"),
                         .column = where.at("column"),
                         .text = where.at("text")});
  }
  return error;
}

template <typename Read>
auto checked(const std::string& text, Read&& read) {
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& error) {
    throw Error(ExitCode::failed,
                fmt::format("the sandboxed rpm said what is not understood: {}", error.what()));
  }
}

}  // namespace

std::string Query::to_json() const {
  const char* const names[] = {"parse", "write", "unpack", "extract"};
  return dump({{"action", names[static_cast<int>(action)]},
               {"file", file},
               {"macros", macros},
               {"target", target},
               {"file_bytes", file_bytes}});
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
                 .file_bytes = json.at("file_bytes")};
  });
}

std::string Answer::to_json() const {
  if (error) return dump({{"error", json_of(*error)}});
  return dump({{"spec", Json::parse(spec.to_json())},
               {"unparsable_spec", unparsable_spec},
               {"package",
                {{"nevra", package.nevra.str()},
                 {"build_time", package.build_time},
                 {"spec_file", package.spec_file},
                 {"build_requires", package.build_requires},
                 {"build_conflicts", package.build_conflicts},
                 {"build_arch", package.build_arch},
                 {"change_author", package.change_author},
                 {"change_time", package.change_time},
                 {"left_out", package.left_out}}}});
}

Answer Answer::from_json(const std::string& text) {
  return checked(text, [](const Json& json) {
    Answer answer;
    if (json.contains("error")) {
      answer.error = error_from(json["error"]);
      return answer;
    }
    answer.spec = rpm::SpecInfo::from_json(json.at("spec").dump());
    json.at("unparsable_spec").get_to(answer.unparsable_spec);
    const Json& package = json.at("package");
    answer.package.nevra = rpm::Nevra::parse(package.at("nevra").get<std::string>());
    package.at("build_time").get_to(answer.package.build_time);
    package.at("spec_file").get_to(answer.package.spec_file);
    package.at("build_requires").get_to(answer.package.build_requires);
    package.at("build_conflicts").get_to(answer.package.build_conflicts);
    package.at("build_arch").get_to(answer.package.build_arch);
    package.at("change_author").get_to(answer.package.change_author);
    package.at("change_time").get_to(answer.package.change_time);
    package.at("left_out").get_to(answer.package.left_out);
    return answer;
  });
}

}  // namespace rpmworks::inside
