// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <doctest/doctest.h>

#include <string>

namespace rpmworks::test {

/// The number of test cases that could not run here.
inline int g_skipped = 0;

/// Reports that a test case cannot run here, and why: its program then counts as skipped, not as passed.
inline void skip(const std::string& why) {
  ++g_skipped;
  MESSAGE("SKIP: ", why);
}

}  // namespace rpmworks::test
