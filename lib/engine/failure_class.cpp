// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/failure_class.hpp"

#include "core/json.hpp"

namespace rpmworks::engine {

namespace {

constexpr const char* k_failure_file = "failure.json";

std::string failure_text(const Json& failure) {
  return failure.dump(2) + "\n";
}

// Null if there is no file, or it is not JSON.
Json failure_in(const fs::path& folder) {
  const fs::path file = folder / k_failure_file;
  return fs::is_regular_file(file) ? Json::parse_or_null(read_file(file)) : Json();
}

std::string text_in_failure(const fs::path& folder, const char* key) {
  const Json json = failure_in(folder);
  return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
}

}  // namespace

std::string_view name_of(FailureClass kind) {
  switch (kind) {
    case FailureClass::package:
      return "package";
    case FailureClass::dependencies:
      return "dependencies";
    case FailureClass::network:
      return "network";
    case FailureClass::host:
      return "host";
    case FailureClass::configuration:
      return "configuration";
    case FailureClass::timeout:
      return "timeout";
    case FailureClass::cancelled:
      return "cancelled";
  }
  return "";
}

ExitCode exit_code_of(FailureClass kind) {
  switch (kind) {
    case FailureClass::package:
    case FailureClass::timeout:
      return ExitCode::build;
    case FailureClass::dependencies:
    case FailureClass::configuration:
      return ExitCode::invalid;
    case FailureClass::network:
      return ExitCode::upstream;
    case FailureClass::host:
      return ExitCode::failed;
    case FailureClass::cancelled:
      return ExitCode::interrupted;
  }
  return ExitCode::failed;
}

bool is_transient(FailureClass kind) {
  return kind == FailureClass::network || kind == FailureClass::host;
}

std::string to_json(const ClassifiedFailure& failure) {
  const Json json = {{"class", name_of(failure.kind)},
                     {"code", static_cast<int>(failure.code)},
                     {"phase", failure.phase},
                     {"cause", failure.cause},
                     {"log", failure.log},
                     {"lines", failure.lines},
                     {"hint", failure.hint}};
  return failure_text(json);
}

std::string failed_phase(const fs::path& folder) {
  return text_in_failure(folder, "phase");
}

void note_failed_host(const fs::path& folder, const std::string& host) {
  Json json = failure_in(folder);
  if (!json.is_object()) return;
  json["host"] = host;
  write_file_atomically(folder / k_failure_file, failure_text(json));
}

std::string failed_host(const fs::path& folder) {
  return text_in_failure(folder, "host");
}

}  // namespace rpmworks::engine
