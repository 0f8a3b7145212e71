// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// The names in releases/ of the folders that a run that composes, or that was killed while it did, has
/// there.
std::vector<std::string> staged_folders(const store::Workspace& workspace);

/// The temporary folder in which a release is made. It is in releases/, so that one rename installs the
/// release. The destructor removes it.
///
/// Other programs, such as rsync, may keep temporary files of their own in releases/. Therefore rpmworks
/// never recognizes the leftovers of a killed run by name, but by a record in the workspace. The record is
/// written before the folder is created.
class Staging {
 public:
  /// Creates an empty folder. If a killed run left a record, removes the folders that it names, and restores
  /// a release that the killed run had moved aside. The caller must hold the workspace's lock.
  Staging(const store::Workspace& workspace, const std::string& release);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path& folder() const { return m_folder; }

  /// Writes the staged folder to disk, for callers that have something else to do meanwhile. Nothing may be
  /// written into it afterwards.
  void sync();
  /// Installs the staged folder, synced if it was not before, atomically under the release's name, replacing
  /// an existing release. If the file system cannot exchange two folders, moves the old release aside for a
  /// moment, and restores it on any error: at the latest, the next run does.
  void install(const fs::path& place) const;

 private:
  fs::path aside() const;
  fs::path m_record;
  fs::path m_folder;
  bool m_is_synced = false;
};

}  // namespace rpmworks::compose
