// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::spec {

/// Records which files below a folder are opened, by any process and through any mount (inotify(7)).
class FileAccessLog {
 public:
  /// Starts to watch the folder and its subfolders. Throws Error if the kernel has no watches left.
  explicit FileAccessLog(const fs::path& folder);

  /// Files that were opened since, as sorted paths relative to the folder.
  std::set<std::string> opened_files();

 private:
  void watch(const fs::path& folder, const std::string& name);

  FileDescriptor m_events;
  std::map<int, std::string> m_folders;  ///< watch → path relative to the folder, "" for the folder itself
};

}  // namespace rpmworks::spec
