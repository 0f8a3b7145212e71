// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::engine {

/// A result folder in the making: a temporary folder that becomes visible as a whole or not at all.
class StagedResult {
 public:
  /// `tmp`, where it is staged, and `folder`, where it will be visible, are on one file system.
  StagedResult(const fs::path& tmp, fs::path folder)
      : m_staging(tmp, "result-"), m_folder(std::move(folder)) {}

  /// Where the files are written.
  const fs::path& path() const { return m_staging.path(); }
  /// Syncs the files and moves the folder to its place, which must not exist. Call it once.
  void publish();

 private:
  TempDir m_staging;
  fs::path m_folder;
};

/// Moves a finished and synced folder to its place as a result folder, which must not exist.
void publish_result(const fs::path& finished, const fs::path& folder);

}  // namespace rpmworks::engine
