// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::engine {

/// Reads a log while another process writes it. A missing file is not an error. If another file takes the
/// log's place, it is read from its beginning.
class LogTail {
 public:
  explicit LogTail(fs::path file) : m_file(std::move(file)) {}
  /// Calls `on_line` for each complete line that was written since the last call, without its newline. More
  /// than 64 KiB without a newline are skipped.
  void read_on(const std::function<void(std::string_view)>& on_line);
  /// The log, or a copy of it, is at another path now.
  void moved(fs::path file);

 private:
  fs::path m_file;
  ino_t m_inode = 0;
  size_t m_at = 0;
  std::string m_partial;
};

}  // namespace rpmworks::engine
