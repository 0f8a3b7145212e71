// SPDX-License-Identifier: GPL-3.0-or-later
//
// libexec/rpmworks/rpmworks-full: the program with all commands (see main.cpp).
#include <algorithm>

#include "core/files.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
  rpmworks::hold_standard_streams();
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  // Helpers inside sandboxes keep the default signal handling: the process that started them must be able to
  // end them at once.
  if (!arguments.empty() && arguments.front() == "internal")
    return rpmworks::cli::internal_main({arguments.begin() + 1, arguments.end()});
  return rpmworks::cli::run_program(rpmworks::cli::commands(), arguments);
}
