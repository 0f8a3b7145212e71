// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// The files of a work tree, by paths from its root. No symbolic link on the way is followed, as git does: a
/// folder that became one holds no tracked file any more. Fast when paths come in git's order, as the folders
/// of the last one stay open.
class FolderStack {
 public:
  explicit FolderStack(const fs::path& root);

  /// What lstat says; nothing when there is no such file.
  std::optional<struct stat> status(std::string_view path);
  /// The bytes of a regular file; nothing when there is none.
  std::optional<std::string> read_file(std::string_view path);
  /// What a symbolic link says.
  std::string read_link(std::string_view path);

 private:
  struct Level {
    std::string name;   ///< of the folder in the one before
    FileDescriptor fd;  ///< none: there is no such folder
  };
  /// The folder of a path and its last name; -1 when there is no such folder.
  std::pair<int, std::string> folder_of(std::string_view path);

  FileDescriptor m_root;
  std::vector<Level> m_levels;
};

}  // namespace rpmworks::git
