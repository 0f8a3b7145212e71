// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace rpmworks::cli {

/// Everything that main() does with the arguments (without the program's name) and the standard streams: runs
/// one of the commands, reports errors, and returns the exit code.
int run_program(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

}  // namespace rpmworks::cli
