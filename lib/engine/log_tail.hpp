// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::engine {

/// Reads a log while another writes it. A file that is not there yet is no error; one that another took the
/// place of is read from its beginning.
class LogTail {
 public:
  explicit LogTail(fs::path file) : m_file(std::move(file)) {}
  /// Hands over the whole lines that were written since, without their newlines. What is written without a
  /// newline for 64 KiB is no line and is left out.
  void read_on(const std::function<void(std::string_view)>& on_line);
  /// The same log is at another place now, or a copy of it is.
  void moved(fs::path file);

 private:
  fs::path m_file;
  ino_t m_inode = 0;
  size_t m_at = 0;
  std::string m_partial;
};

}  // namespace rpmworks::engine
