// SPDX-License-Identifier: GPL-3.0-or-later
//
// libexec/rpmworks/rpmworks-full: every command (main.cpp).
#include <algorithm>

#include "core/files.hpp"
#include "program.hpp"

int main(int argc, char** argv) {
  rpmworks::hold_standard_streams();
  return rpmworks::cli::run_program(rpmworks::cli::commands(), {argv + std::min(argc, 1), argv + argc});
}
