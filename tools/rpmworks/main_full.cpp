// SPDX-License-Identifier: GPL-3.0-or-later
//
// libexec/rpmworks/rpmworks-full: the program with all commands (see main.cpp).
#include <malloc.h>

#include <algorithm>

#include "core/files.hpp"
#include "program.hpp"

namespace {

// Manifests of thousands of packages are many small texts. Ask the system for larger pieces of memory, and
// return freed memory later, because most of it is used again: a seventh less time for `manifest` and `diff`.
void tune_malloc() {
#ifdef M_TOP_PAD
  constexpr int k_mebibyte = 1 << 20;
  mallopt(M_TOP_PAD, 4 * k_mebibyte);
  mallopt(M_MMAP_THRESHOLD, 4 * k_mebibyte);
  mallopt(M_TRIM_THRESHOLD, 64 * k_mebibyte);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  tune_malloc();
  rpmworks::hold_standard_streams();
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  // Helpers inside sandboxes keep the default signal handling: the process that started them must be able to
  // end them at once.
  if (!arguments.empty() && arguments.front() == "internal")
    return rpmworks::cli::internal_main({arguments.begin() + 1, arguments.end()});
  return rpmworks::cli::run_program(rpmworks::cli::commands(), arguments);
}
