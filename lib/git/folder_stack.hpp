// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// Reads files of a work tree by their paths. As in git, symbolic links in the path are not followed: if a
/// folder was replaced by a link, its tracked files are gone. Fast if paths come in git's order, because the
/// folders of the last path stay open.
class FolderStack {
 public:
  explicit FolderStack(const fs::path& root);

  /// The result of lstat; nothing if the file does not exist.
  std::optional<struct stat> status(std::string_view path);
  /// The content of a regular file; nothing if there is none.
  std::optional<std::string> read_file(std::string_view path);
  /// The target of a symbolic link.
  std::string read_link(std::string_view path);

 private:
  struct Level {
    std::string name;   ///< of the folder in the level above
    FileDescriptor fd;  ///< not set: the folder does not exist
  };
  /// Descriptor of the folder of a path and the last component; -1 if the folder does not exist.
  std::pair<int, std::string> folder_of(std::string_view path);

  FileDescriptor m_root;
  std::vector<Level> m_levels;
};

}  // namespace rpmworks::git
