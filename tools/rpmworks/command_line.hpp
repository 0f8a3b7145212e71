// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.hpp"
#include "context.hpp"

namespace rpmworks::cli {

/// A parsed command line.
struct Invocation {
  Globals globals;
  Action action;     ///< empty if only `text` is to be printed
  std::string text;  ///< output of --help and --version
};

/// Parses the arguments (without the program's name), which name one of the commands. Throws Error(usage) if
/// they are not valid, with "did you mean" for commands and options.
Invocation read_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

/// The first argument that is not a global option: on a valid command line, the command.
std::string command_of(const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
