// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

/// Makes a folder that only this user can enter, or checks an existing folder. Such a folder holds files that
/// would be dangerous for others to reach (setuid programs of a buildroot), or that were verified and must
/// not change. If others can read the folder but not write into it, its mode is corrected. If it belongs to
/// another user, and only root can have created it, root removes it and makes it again. Otherwise, throws
/// Error(failed) if it belongs to another user or if others could have written into it.
void make_private_folder(const fs::path& folder);

/// Removes entries of `folder` whose names start with `prefix` and that were not changed for a day: killed
/// processes left them. An entry that cannot be removed stays.
void sweep_old(const fs::path& folder, const std::string& prefix);

/// Removes folders in `folder` whose names start with `prefix` and that no TempDir of a running process owns,
/// whatever their age. If the file system cannot lock folders, removes only folders that were not changed for
/// a day.
void sweep_unused(const fs::path& folder, const std::string& prefix);

}  // namespace rpmworks::store
