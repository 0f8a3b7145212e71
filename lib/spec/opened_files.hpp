// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::spec {

/// Tells which files below a folder are opened, by whatever process and through whatever mount: the kernel
/// reports it (inotify(7)).
class OpenedFiles {
 public:
  /// Watches the folder and those below it from here on. Throws Error when the kernel has no watches left.
  explicit OpenedFiles(const fs::path& folder);

  /// The files that were opened since, as paths below the folder, sorted.
  std::set<std::string> taken();

 private:
  void watch(const fs::path& folder, const std::string& name);

  FileDescriptor m_events;
  std::map<int, std::string> m_folders;  ///< watch → path below the folder, "" for itself
};

}  // namespace rpmworks::spec
