// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "solve/upgrade/upgrade.hpp"

namespace rpmworks::solve {

/// What `dnf upgrade` does on an installed system.
struct SystemUpgrade {
  std::vector<UpgradeChange> changes;  ///< sorted by name and architecture
  size_t unchanged = 0;                ///< number of packages that stay as they are
  /// Why `dnf upgrade` refuses to do anything with its option `best`, one line each; `changes` are then those
  /// without that option. Empty: it does not refuse.
  std::vector<std::string> problems;
  bool is_possible = true;  ///< whether it can be done at least without `best`
};

/// Executes `dnf upgrade` with libsolv as UpgradeClient does, on the system whose rpm database is at `rpmdb`
/// (see Base::rpmdbs), with these repositories and no others. Throws Error(invalid) if the database cannot be
/// read, Error(upstream) for metadata that cannot be read.
SystemUpgrade upgrade_of_system(const fs::path& rpmdb, const ReleaseRepositories& repositories,
                                const std::string& arch);

}  // namespace rpmworks::solve
