// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/build_log.hpp"

#include <set>

#include "core/text.hpp"

namespace rpmworks::mock {

namespace {

// The headings at the end of rpm's output; rpm repeats its messages below them.
bool is_summary(std::string_view line) {
  return line == "RPM build errors:" || line == "RPM build warnings:";
}

}  // namespace

bool is_mocks_own(std::string_view line) {
  for (const std::string_view begin :
       {"Mock Version: ", "Executing command: ", "Child return code was: ", "child environment: ",
        "ensuring that dir exists: ", "created dir: ", "kill orphans in chroot ", "touching file: "})
    if (line.starts_with(begin)) return true;
  return false;
}

std::string last_run_of(std::string_view build_log) {
  const size_t last = build_log.rfind("\nExecuting command: ");
  if (last != std::string_view::npos) build_log.remove_prefix(last + 1);
  auto lines = split(build_log, '\n');
  std::erase_if(lines, [](const std::string& line) { return is_mocks_own(line); });
  return join(lines, "\n");
}

std::string last_rpmbuild_of(std::string_view build_log) {
  const auto lines = split(last_run_of(build_log), '\n');
  std::set<std::string_view> said;
  for (const std::string_view line : lines) {
    said.insert(line);  // mock can write the level on another line
    for (const std::string_view level : {"error: ", "warning: "})
      if (line.starts_with(level)) said.insert(line.substr(level.size()));
  }
  constexpr std::string_view k_again = "    ";
  std::string text;
  for (const std::string_view line : lines) {
    if (is_summary(line) || trim(line) == "error:" || trim(line) == "warning:") continue;
    if (line.starts_with(k_again) && said.contains(line.substr(k_again.size()))) continue;
    text += line;
    text += '\n';
  }
  return text;
}

}  // namespace rpmworks::mock
