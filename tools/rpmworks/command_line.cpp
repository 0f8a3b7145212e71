// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "options/options.hpp"

namespace rpmworks::cli {

namespace {

constexpr unsigned k_most_jobs = 1024;
constexpr const char* k_every_command = "Common options";

void declare_globals(OptionSet set, Globals& globals) {
  set.heading(k_every_command).help();
  set.add("-c,--config", globals.config,
          "configuration file (default: repos.yaml in the current folder or above)")
      .value("FILE");
  set.add("--workspace", globals.workspace, "folder of releases/ and .rpmworks/ (default: beside repos.yaml)")
      .value("DIR");
  set.add("--cache", globals.cache,
          "cache folder; may be deleted at any time (default: $RPMWORKS_CACHE, $XDG_CACHE_HOME/rpmworks, "
          "~/.cache/rpmworks)")
      .value("DIR");
  set.add("--store", globals.store,
          "folder of built packages and other results (default: .rpmworks/store in the workspace)")
      .value("DIR");
  set.add("-j,--jobs", globals.jobs, "parallel jobs (default: number of CPUs)")
      .value("N")
      .within(1, k_most_jobs);
  set.flag("--wait", globals.wait, "wait for another run in the same workspace (default: exit with code 8)");
  set.flag("--json", globals.json, "print results and errors as JSON on stdout");
  set.add("--log-format", globals.log_format, "form of progress on stderr: auto, bar, lines or json")
      .value("FORMAT")
      .one_of({"auto", "bar", "lines", "json"});
  set.flag("-q,--quiet", globals.quiet, "print only warnings and errors");
  set.flag("-v,--verbose", globals.verbosity, "also show what starts, and why");
}

std::string help_of(const char* command) {
  return command ? fmt::format("rpmworks {} --help", command) : "rpmworks --help";
}

// The error for an unexpected argument. `command`: the given command, or null.
Error unexpected(const std::vector<Command>& commands, const std::string& argument,
                 std::vector<std::string> options, const char* command) {
  const bool is_option = argument.size() > 1 && argument.front() == '-';
  if (!is_option && command)
    return Error(ExitCode::usage, fmt::format("unexpected argument '{}'", argument))
        .hint(fmt::format("see {}", help_of(command)));
  std::vector<std::string> known = std::move(options);
  if (!is_option) {
    known.clear();
    for (const auto& one : commands) known.emplace_back(one.name);
  }
  // An option may be written --option=value.
  const std::string name = is_option ? argument.substr(0, argument.find('=')) : argument;
  return Error(ExitCode::usage, fmt::format("unknown {} '{}'", is_option ? "option" : "command", name))
      .hint(did_you_mean(name, known).value_or(fmt::format("see {}", help_of(command))));
}

// `help COMMAND` means `COMMAND --help`, as in git and dnf.
std::vector<std::string> with_help_as_option(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

}  // namespace

Invocation read_command_line(const std::vector<Command>& commands,
                             const std::vector<std::string>& arguments) {
  Invocation invocation;
  options::Parser parser("rpmworks", "From git to a signed, audited RPM release");
  parser.options().heading(k_every_command).version("rpmworks " RPMWORKS_VERSION);
  declare_globals(parser.options(), invocation.globals);
  parser.footer(
      "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid input, 4 build, 5 gate, 6 trust, 7 upstream, 8 "
      "locked, 130 interrupted.\n"
      "See rpmworks COMMAND --help and docs/.");
  std::vector<Action> actions;
  for (const auto& command : commands) {
    OptionSet set = parser.add_command(command.name, command.summary, command.group,
                                       fmt::format("Examples:\n{}", command.examples));
    // The command's own options come first in its help.
    actions.push_back(command.declare(set));
    declare_globals(set, invocation.globals);
  }
  const options::Outcome outcome = parser.parse(with_help_as_option(arguments));
  if (!outcome.text.empty()) {
    invocation.text = outcome.text;
    return invocation;
  }
  const char* const command =
      outcome.command < 0 ? nullptr : commands[static_cast<size_t>(outcome.command)].name;
  if (!outcome.error.empty())
    throw Error(ExitCode::usage, outcome.error).hint(fmt::format("see {}", help_of(command)));
  if (!outcome.unexpected.empty())
    throw unexpected(commands, outcome.unexpected.front(), parser.names(outcome.command), command);
  if (!command) throw Error(ExitCode::usage, "missing command").hint("see rpmworks --help");
  invocation.action = std::move(actions[static_cast<size_t>(outcome.command)]);
  return invocation;
}

std::string command_of(const std::vector<std::string>& arguments) {
  Globals globals;
  return options::first_argument([&globals](OptionSet set) { declare_globals(set, globals); }, arguments);
}

}  // namespace rpmworks::cli
