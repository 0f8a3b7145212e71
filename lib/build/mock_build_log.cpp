// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/mock_build_log.hpp"

#include <set>

#include "core/text.hpp"

namespace rpmworks::build {

namespace {

bool is_of_mock(std::string_view line) {
  return line.starts_with("Mock Version: ") || line.starts_with("Executing command: ") ||
         line.starts_with("Child return code was: ");
}

// rpm's words at its end, below which it says again what it has said.
bool is_summary(std::string_view line) {
  return line == "RPM build errors:" || line == "RPM build warnings:";
}

}  // namespace

std::string last_rpmbuild_of(std::string_view build_log) {
  const size_t last = build_log.rfind("\nExecuting command: ");
  if (last != std::string_view::npos) build_log.remove_prefix(last + 1);
  const auto lines = split(build_log, '\n');
  std::set<std::string_view> said;
  for (const std::string_view line : lines)
    for (const std::string_view level : {"error: ", "warning: "})
      if (line.starts_with(level)) said.insert(line.substr(level.size()));
  constexpr std::string_view k_again = "    ";
  std::string text;
  for (const std::string_view line : lines) {
    if (is_of_mock(line) || is_summary(line)) continue;
    if (line.starts_with(k_again) && said.contains(line.substr(k_again.size()))) continue;
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace rpmworks::build
