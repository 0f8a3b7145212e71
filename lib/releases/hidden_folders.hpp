// SPDX-License-Identifier: GPL-3.0-or-later
// The hidden folders that publishing needs in releases/.
#pragma once

#include <string>
#include <vector>

#include "store/workspace.hpp"

namespace rpmworks::releases {

/// Hidden folders in releases/. They are recorded in the workspace before they are created, so that leftovers
/// of a killed run are recognized: nothing else in releases/ is removed, whatever its name. The caller must
/// hold the workspace's lock.
class HiddenFolders {
 public:
  explicit HiddenFolders(const store::Workspace& workspace);

  /// Creates the folder unless it exists. `name` begins with a dot.
  fs::path make(const std::string& name);
  /// Renames the folder `name` in releases/ to the hidden name, so that it is removed.
  void adopt(const std::string& name, const std::string& hidden);
  /// Removes all folders that were made, by this and by earlier runs, except these.
  void keep_only(const std::vector<std::string>& names);

 private:
  void record(const std::string& name);
  void write() const;

  const store::Workspace& m_workspace;
  std::vector<std::string> m_names;
};

/// The names in releases/ of the folders that hold files only while a run publishes or removes releases.
std::vector<std::string> temporary_folders(const store::Workspace& workspace);

/// A hidden folder from which files are moved to the top of releases/, so that a killed run leaves no
/// temporary files beside the releases.
class TopFiles {
 public:
  TopFiles(HiddenFolders& folders, const store::Workspace& workspace);

  /// Writes and syncs a file, and moves it to releases/`name` by one rename.
  void put(const std::string& name, const std::string& text) const;
  /// Points the link releases/`name` to `target` by one rename, and syncs the folder.
  void link(const std::string& name, const std::string& target) const;

 private:
  fs::path m_releases;
  fs::path m_folder;
};

}  // namespace rpmworks::releases
