// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::build {

/// Reads a log while somebody else writes it.
class LogFollower {
 public:
  explicit LogFollower(fs::path file) : m_file(std::move(file)) {}

  /// Takes in what was written since, by whole lines, without their newlines. A file that is not there yet is
  /// no error, and a symbolic link is not followed.
  void read_on(const std::function<void(const std::string&)>& on_line);
  /// The same file is at another place now.
  void moved(fs::path file) { m_file = std::move(file); }

 private:
  fs::path m_file;
  size_t m_at = 0;
  std::string m_partial;
};

}  // namespace rpmworks::build
