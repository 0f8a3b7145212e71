// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "core/files.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// The folder in which a release is made, beside its final place so that one rename installs it. Removed at
/// the end.
///
/// Other programs may keep their own things in releases/, as rsync does. So what a killed run left behind is
/// known by a record in the workspace, never by its name: the record is written before the folder is made.
class Staging {
 public:
  /// Makes an empty folder. Removes what the record of a killed run names, and puts back a release that the
  /// killed run had moved aside. The caller holds the lock of the workspace.
  Staging(const store::Workspace& workspace, const std::string& release);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path& folder() const { return m_folder; }

  /// Atomically installs the staged folder under the release's name, replacing an existing release. If the
  /// file system cannot exchange two folders, the old release is moved aside for a moment, and put back when
  /// anything fails: by the next run at the latest.
  void install(const fs::path& place) const;

 private:
  void sync() const;
  fs::path aside() const;
  fs::path m_record;
  fs::path m_folder;
};

}  // namespace rpmworks::compose
