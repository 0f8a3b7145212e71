// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/workspace.hpp"

namespace rpmworks::compose {

/// Remembers in the workspace that a release passed all of its gates, so that publishing it need not read all
/// of its packages again. Files count as unchanged as long as the kernel reports the same of them: see
/// tree_state.hpp.
class KnownRelease {
 public:
  /// Reads the current state of the release's files: before its gates run.
  KnownRelease(const fs::path& folder, const std::string& release, const store::Workspace& workspace);

  /// If the same files passed the gates of this version of rpmworks, and no key of the release has expired
  /// since: the warnings that remember() got. Else nothing.
  std::optional<std::vector<std::string>> warnings_if_good() const;

  /// Remembers the release, if its files did not change while its gates ran. `folder`: where it is now.
  /// `warnings`: findings that do not stop it from being published, as lines.
  void remember(const fs::path& folder, const std::vector<std::string>& warnings = {}) const;

 private:
  std::string m_release;
  const store::Workspace& m_workspace;
  std::string m_state;
};

}  // namespace rpmworks::compose
