// SPDX-License-Identifier: GPL-3.0-or-later
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>

#include "support/skip.hpp"

// As every program of the project does: a child that closes its input early must not kill its parent.
int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const int result = doctest::Context(argc, argv).run();
  return result == 0 && rpmworks::test::g_skipped > 0 ? 77 : result;  // 77: ctest's SKIP_RETURN_CODE
}
