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

/// Reads the arguments (without the program's name). Throws Error(usage) for what it does not understand,
/// with "did you mean" for commands and options.
Invocation read_command_line(const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
