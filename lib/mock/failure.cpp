// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <optional>

#include "clients/profile.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "mock/build_log.hpp"
#include "mock/root_failure.hpp"

namespace rpmworks::mock {

namespace {

constexpr const char* k_killed_hint =
    "the kernel kills processes when memory runs out (see journalctl -k): give the build more memory, or let "
    "it run fewer processes at a time";

bool is_in(const std::vector<std::string>& open, std::string_view begin) {
  return std::any_of(open.begin(), open.end(), [&](const auto& phase) { return phase.starts_with(begin); });
}

engine::ClassifiedFailure of_build(const Ending& ending) {
  const engine::Failure said = engine::diagnose(last_run_of(ending.build_log));
  const bool is_missing = !said.missing.empty();
  engine::ClassifiedFailure failure =
      failure_of(is_missing ? engine::FailureClass::dependencies : engine::FailureClass::package, ending);
  if (!said.phase.empty()) failure.phase = said.phase;
  failure.cause = is_missing ? join(said.missing, ", ") : said.cause;
  failure.lines = engine::lines_to_show(last_rpmbuild_of(ending.build_log), said.cause);
  failure.log = "build.log";
  failure.hint = said.hint;
  return failure;
}

engine::ClassifiedFailure simply(engine::FailureClass kind, const Ending& ending, std::string cause) {
  engine::ClassifiedFailure failure = failure_of(kind, ending);
  failure.cause = std::move(cause);
  if (!trim(ending.build_log).empty())
    show_end_of(last_rpmbuild_of(ending.build_log), "build.log", failure);
  else if (!trim(ending.root_log).empty())
    show_end_of(ending.root_log, "root.log", failure);
  else
    show_end_of(ending.output, "mock_output.log", failure);
  return failure;
}

// The exit code of the last rpmbuild, which mock 6 logs; a signal is a negative number.
std::optional<int> code_of_rpmbuild(const Ending& ending) {
  constexpr std::string_view k_code = "Child return code was: ";
  const size_t at = ending.build_log.rfind(k_code);
  if (at == std::string::npos) return std::nullopt;
  const char* const begin = ending.build_log.data() + at + k_code.size();
  int code = 0;
  const auto [stop, failure] =
      std::from_chars(begin, ending.build_log.data() + ending.build_log.size(), code);
  return failure == std::errc{} ? std::optional(code) : std::nullopt;
}

// mock also runs rpmbuild to find BuildRequires.
bool did_rpmbuild_fail(const Ending& ending) {
  if (const auto code = code_of_rpmbuild(ending)) return *code != 0;
  return is_in(ending.failed_in, "rpmbuild") ||
         ending.build_log.find("error: Bad exit status from ") != std::string::npos ||
         ending.build_log.find("\nRPM build errors:") != std::string::npos;
}

bool has_no_builddep(const Ending& ending) {
  return ending.output.find("builddep command missing") != std::string::npos;
}

bool says_timeout(const Ending& ending) {
  for (const auto* log : {&ending.root_log, &ending.build_log, &ending.output})
    if (log->find("commandTimeoutExpired") != std::string::npos || log->find("Timeout(") != std::string::npos)
      return true;
  return false;
}

}  // namespace

engine::ClassifiedFailure classify(const Ending& ending, config::ClientProfile client) {
  using enum engine::FailureClass;
  if (ending.cancelled) return simply(cancelled, ending, "interrupted");
  if (ending.timed_out || (ending.exit_code == 11 && says_timeout(ending)))
    return simply(timeout, ending, "it exceeded its time limit");
  const bool in_rpmbuild = did_rpmbuild_fail(ending);
  switch (ending.exit_code) {
    case 0:
      if (ending.finished) return simply(package, ending, "no package was made");
      return simply(host, ending, "mock exited with code 0, but its log does not say that it finished");
    case 3:
    case 5:
    case 6:
    case 50:
      return root_failure(ending, configuration, client);
    case 7:
      return simply(cancelled, ending, "mock was interrupted");
    case 10:
      if (has_no_builddep(ending)) return root_failure(ending, host, client);
      return of_build(ending);
    case 30:
      return root_failure(ending, dependencies, client);
    case 11:  // of rpmbuild (RPMRC_MISSINGBUILDREQUIRES): the root lacks BuildRequires of the spec or of its
              // %generate_buildrequires; mock passes the code on
    case 120: {
      engine::ClassifiedFailure failure = of_build(ending);
      failure.kind = dependencies;
      failure.code = engine::exit_code_of(dependencies);
      return failure;
    }
    case 25:
    case 60:
    case 65:
    case 70:
    case 80:
    case 110:
      return root_failure(ending, host, client);
    case 31:
      return root_failure(ending, dependencies, client);
    case 40:
      return simply(package, ending, "");
    case 129:
    case 137:
    case 141:
    case 143: {
      engine::ClassifiedFailure failure =
          simply(host, ending, fmt::format("mock was ended by signal {}", ending.exit_code - 128));
      if (was_killed(ending)) failure.hint = k_killed_hint;
      return failure;
    }
    default:
      break;
  }
  if (in_rpmbuild) {
    // It may be a transient lack of memory. If a program that rpmbuild runs is killed, rpm reports a failed
    // section instead.
    if (const int code = code_of_rpmbuild(ending).value_or(0); code == -SIGKILL || code == -SIGTERM) {
      engine::ClassifiedFailure failure =
          simply(host, ending, fmt::format("rpmbuild was ended by signal {}", -code));
      if (code == -SIGKILL) failure.hint = k_killed_hint;
      return failure;
    }
    if (!ending.full_disk.empty() && engine::diagnose(last_run_of(ending.build_log)).no_space) {
      engine::ClassifiedFailure failure = of_build(ending);
      failure.kind = host;
      failure.code = engine::exit_code_of(host);
      failure.hint = hint_for_space(ending);
      return failure;
    }
    return of_build(ending);
  }
  // 1, 2, 20, 90 and codes that later releases add.
  return root_failure(ending, host, client);
}

bool was_killed(const Ending& ending) {
  if (ending.cancelled || ending.timed_out) return false;
  return ending.exit_code == 128 + SIGKILL || code_of_rpmbuild(ending) == -SIGKILL;
}

void blame_package(engine::ClassifiedFailure& failure) {
  failure.kind = engine::FailureClass::package;
  failure.code = engine::exit_code_of(failure.kind);
  failure.cause += " each time: most likely it needs more memory than there is";
}

std::vector<std::string> asked_in_vain(const engine::ClassifiedFailure& failure,
                                       const std::vector<std::string>& known) {
  if (failure.kind != engine::FailureClass::dependencies) return {};
  constexpr std::string_view k_start = "No matching package to install: '";
  std::vector<std::string> lines = failure.lines;
  lines.push_back(failure.cause);
  std::vector<std::string> asked;
  for (const std::string& line : lines) {
    const size_t at = line.find(k_start);
    const size_t end = line.rfind('\'');
    if (at == std::string::npos || end < at + k_start.size()) continue;
    std::string name = line.substr(at + k_start.size(), end - at - k_start.size());
    const auto is_in = [&name](const auto& list) { return std::ranges::find(list, name) != list.end(); };
    if (!is_in(asked) && !is_in(known)) asked.push_back(std::move(name));
  }
  return asked;
}

}  // namespace rpmworks::mock
