// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "core/error.hpp"

namespace rpmworks::test {

/// The error that `work` throws, as a user sees it; its exit code must be `code`. The test fails if nothing
/// is thrown.
template <typename Work>
std::string error_of(ExitCode code, Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.render();
  }
  FAIL_CHECK("no error");
  return {};
}

/// Whether `text` contains `part`; prints the text if it does not.
inline bool says(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace rpmworks::test
