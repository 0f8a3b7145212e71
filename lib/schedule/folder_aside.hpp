// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/files.hpp"

namespace rpmworks::schedule {

/// Moves an existing result folder out of the way of a new one. The destructor removes it, or moves it back
/// if no new folder took its place.
class FolderAside {
 public:
  FolderAside(const fs::path& folder, const fs::path& tmp);
  ~FolderAside();
  FolderAside(const FolderAside&) = delete;
  FolderAside& operator=(const FolderAside&) = delete;

 private:
  fs::path m_folder;
  std::optional<TempDir> m_aside;
};

}  // namespace rpmworks::schedule
