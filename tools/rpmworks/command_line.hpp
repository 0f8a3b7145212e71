// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.hpp"
#include "context.hpp"

namespace rpmworks::cli {

/// A command line that was understood.
struct Invocation {
  Globals globals;
  Action action;     ///< empty when only `text` was asked for
  std::string text;  ///< of --help and --version
};

/// Reads the arguments (without the program's name), which name one of the commands. Throws Error(usage) for
/// what it does not understand, with "did you mean" for commands and options.
Invocation read_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

/// The first argument that is no option of every command: the command, when all is right.
std::string command_of(const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
