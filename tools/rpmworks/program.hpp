// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace rpmworks::cli {

/// All that main() does once it has the arguments (without the program's name) and the standard streams: runs
/// one of the commands, tells what goes wrong, and gives the exit code.
int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
