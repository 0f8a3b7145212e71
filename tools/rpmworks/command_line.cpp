// SPDX-License-Identifier: GPL-3.0-or-later
#include "command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "core/text.hpp"

namespace rpmworks::cli {

namespace {

constexpr unsigned k_most_jobs = 1024;

void declare_globals(CLI::App& app, Globals& globals) {
  const char* const group = "Every command";
  app.set_help_flag("-h,--help", "print this help and exit")->group(group);
  app.add_option("-c,--config", globals.config, "the configuration (default: repos.yaml here or above)")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--workspace", globals.workspace,
                 "where releases/ and .rpmworks/ are (default: beside repos.yaml)")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--cache", globals.cache,
                 "what may be deleted at any time (default: $RPMWORKS_CACHE, $XDG_CACHE_HOME/rpmworks, "
                 "~/.cache/rpmworks)")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--store", globals.store, "what was made once (default: .rpmworks/store in the workspace)")
      ->type_name("DIR")
      ->group(group);
  app.add_option("-j,--jobs", globals.jobs, "how much to do at a time (default: one a processor)")
      ->type_name("N")
      ->check(CLI::Range(1U, k_most_jobs).description(""))
      ->group(group);
  app.add_flag("--wait", globals.wait, "wait for another run on the same workspace (default: exit code 8)")
      ->group(group);
  app.add_flag("--json", globals.json, "results, and errors, as JSON on stdout")->group(group);
  app.add_option("--log-format", globals.log_format, "progress on stderr: auto, bar, lines or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"auto", "bar", "lines", "json"}).description(""))
      ->group(group);
  app.add_flag("-q,--quiet", globals.quiet, "no progress, only warnings and errors")->group(group);
  app.add_flag("-v,--verbose", globals.verbosity, "what is begun, and why")->group(group);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string help_of(const CLI::App* command) {
  return command ? fmt::format("rpmworks {} --help", command->get_name()) : "rpmworks --help";
}

/// The error for arguments that nothing took.
Error unexpected(const std::vector<Command>& commands, const std::string& argument, const CLI::App& app,
                 const CLI::App* command) {
  const bool is_option = argument.size() > 1 && argument.front() == '-';
  if (!is_option && command)
    return Error(ExitCode::usage, fmt::format("'{}' is one argument too many", argument))
        .hint(fmt::format("see {}", help_of(command)));
  std::vector<std::string> known = option_names(command ? *command : app);
  if (!is_option) {
    known.clear();
    for (const auto& one : commands) known.emplace_back(one.name);
  }
  // The value of --option=value is no part of its name.
  const std::string name = is_option ? argument.substr(0, argument.find('=')) : argument;
  const auto meant = did_you_mean(name, known);
  return Error(ExitCode::usage, fmt::format("unknown {} '{}'", is_option ? "option" : "command", name))
      .hint(meant ? fmt::format("did you mean '{}'?", *meant) : fmt::format("see {}", help_of(command)));
}

/// What CLI11 says of an option without its value, in words of ours: "--ref: 1 required REF missing".
std::string in_plain_words(const std::string& message) {
  constexpr std::string_view k_middle = ": 1 required ";
  constexpr std::string_view k_end = " missing";
  const size_t at = message.find(k_middle);
  if (at == std::string::npos || !message.ends_with(k_end)) return message;
  const size_t begin = at + k_middle.size();
  return fmt::format("{} needs a value: {}", message.substr(0, at),
                     message.substr(begin, message.size() - k_end.size() - begin));
}

/// `help COMMAND` is `COMMAND --help`, as git and dnf have it.
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
  CLI::App app("From git to a signed, audited RPM release", "rpmworks");
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", "rpmworks " RPMWORKS_VERSION, "print the version and exit")
      ->group("Every command");
  declare_globals(app, invocation.globals);
  app.require_subcommand(0, 1);
  app.allow_extras();
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid input, 4 build, 5 gate, 6 trust, 7 upstream, 8 "
      "locked, 130 interrupted.\n"
      "See rpmworks COMMAND --help and docs/.");
  std::map<const CLI::App*, Action> actions;
  for (const auto& command : commands) {
    CLI::App* options = app.add_subcommand(command.name, command.summary)->group(command.group);
    options->allow_extras();
    options->footer(fmt::format("Examples:\n{}", command.examples));
    // Its own options come first in its help.
    actions[options] = command.declare(*options);
    declare_globals(*options, invocation.globals);
  }

  const CLI::App* command = nullptr;
  try {
    // CLI11 takes the arguments from the end.
    const std::vector<std::string> words = with_help_as_option(arguments);
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::CallForVersion& version) {
    invocation.text = std::string(version.what()) + "\n";
    return invocation;
  } catch (const CLI::CallForHelp&) {
    invocation.text = app.help();  // or that of the command that was given
    return invocation;
  } catch (const CLI::ParseError& error) {
    const auto parsed = app.get_subcommands();
    command = parsed.empty() ? nullptr : parsed.front();
    throw Error(ExitCode::usage, in_plain_words(error.what())).hint(fmt::format("see {}", help_of(command)));
  }
  const auto parsed = app.get_subcommands();
  command = parsed.empty() ? nullptr : parsed.front();
  for (const CLI::App* level : {static_cast<const CLI::App*>(&app), command})
    if (level)
      for (const auto& argument : level->remaining())
        // CLI11 counts the mark that ends the options among what nothing took.
        if (argument != "--") throw unexpected(commands, argument, app, command);
  if (!command) throw Error(ExitCode::usage, "no command was given").hint("see rpmworks --help");
  invocation.action = actions.at(command);
  return invocation;
}

std::string command_of(const std::vector<std::string>& arguments) {
  CLI::App app;
  Globals globals;
  declare_globals(app, globals);
  app.set_help_flag();
  app.prefix_command();
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError&) {
    return {};
  }
  const auto rest = app.remaining();
  return rest.empty() ? "" : rest.front();
}

}  // namespace rpmworks::cli
