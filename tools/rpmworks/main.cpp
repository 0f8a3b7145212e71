// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rpmworks that users start. It makes source packages itself and links only the libraries for that. For
// all other commands it executes rpmworks-full (main_full.cpp): loading the libraries of every command takes
// as long as making a small source package.
#include <unistd.h>

#include <algorithm>

#include "command_line.hpp"
#include "core/files.hpp"
#include "process/process.hpp"
#include "program.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

/// Executes rpmworks-full. Returns an exit code only if that fails.
int become_full(char** argv) {
  try {
    const fs::path full = this_program().parent_path() / RPMWORKS_FULL_PROGRAM;
    ::execv(full.c_str(), argv);
    throw system_error("run", full.lexically_normal().string())
        .hint("the programs of rpmworks belong together: install all of them");
  } catch (const Error& error) {
    write_stderr(error.render());
    return static_cast<int>(error.code());
  }
}

}  // namespace

}  // namespace rpmworks::cli

int main(int argc, char** argv) {
  using namespace rpmworks::cli;
  rpmworks::hold_standard_streams();
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const Command srpm = srpm_command();
  const std::string command = command_of(arguments);
  if (command != srpm.name && command != "--version") return become_full(argv);
  return run_program({srpm}, arguments);
}
