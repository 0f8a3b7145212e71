// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/failure_class.hpp"

#include <nlohmann/json.hpp>

namespace rpmworks::build {

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

bool is_passing(FailureClass kind) {
  return kind == FailureClass::network || kind == FailureClass::host;
}

std::string to_json(const ClassifiedFailure& failure) {
  const nlohmann::ordered_json json = {{"class", name_of(failure.kind)},
                                       {"code", static_cast<int>(failure.code)},
                                       {"phase", failure.phase},
                                       {"cause", failure.cause},
                                       {"log", failure.log},
                                       {"lines", failure.lines},
                                       {"hint", failure.hint}};
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string failed_phase(const fs::path& folder) {
  const fs::path file = folder / "failure.json";
  if (!fs::is_regular_file(file)) return "";
  const auto json = nlohmann::json::parse(read_file(file), nullptr, false);
  return json.is_object() && json.contains("phase") && json["phase"].is_string()
             ? json["phase"].get<std::string>()
             : "";
}

}  // namespace rpmworks::build
