// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

/// Makes a folder that only this user can enter, or checks a folder that exists: its contents may be
/// dangerous to leave open (a build root's setuid programs) or were verified and must not change. If others
/// could only read the folder, it is closed. If it belongs to another user, root removes it and makes it
/// again, provided that only root can have put it there. Throws Error(failed) if it belongs to another user
/// otherwise, or if others could have written into it.
void make_private_folder(const fs::path& folder);

/// Removes entries of `folder` whose names begin with `prefix` and that nobody has changed for a day: killed
/// processes left them. An entry that cannot be removed stays.
void sweep_old(const fs::path& folder, const std::string& prefix);

/// Removes folders in `folder` whose names begin with `prefix` and that no TempDir of a running process owns,
/// however young they are. Where the file system cannot lock folders, it removes those that nobody has
/// changed for a day.
void sweep_unused(const fs::path& folder, const std::string& prefix);

}  // namespace rpmworks::store
