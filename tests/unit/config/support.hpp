// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::config {

inline const Hostbase k_hostbase{.folder = "/cache/hostbase"};

inline Config parsed(const std::string& yaml) {
  return parse(yaml, "repos.yaml", k_hostbase);
}

/// The message for a bad configuration as a user sees it; "" if the configuration is valid.
inline std::string complaint(const std::string& yaml) {
  try {
    parsed(yaml);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) return "not exit 3: " + error.render();
    return error.render();
  }
  return "";
}

/// Like complaint, but only its first line.
inline std::string headline(const std::string& yaml) {
  const std::string text = complaint(yaml);
  return text.substr(0, text.find('\n'));
}

/// The start of every file.
inline const std::string k_head = "schema: 1\nproduct: p\n";

struct BadFile {
  std::string yaml;
  std::string message;  ///< "line:column: what is wrong"
  std::string hint;
};

inline void check_all(const std::vector<BadFile>& files) {
  for (const auto& file : files) {
    CAPTURE(file.yaml);
    try {
      parsed(file.yaml);
      FAIL_CHECK("it was accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      REQUIRE(error.where().has_value());
      const std::string place = error.where()->line == 0 ? ""
                                                         : std::to_string(error.where()->line) + ":" +
                                                               std::to_string(error.where()->column) + ": ";
      CHECK(place + error.what() == file.message);
      CHECK(error.hint() == file.hint);
    }
  }
}

}  // namespace rpmworks::config
