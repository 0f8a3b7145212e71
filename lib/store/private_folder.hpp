// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

/// Makes a folder that only this user can enter, or makes sure of one that is there: what lies in it may be
/// dangerous to leave open (a build root's setuid programs) or was verified and must stay as it is. One that
/// others could only read is closed. One that belongs to somebody else is removed by root and made again, if
/// only root can have put it there. Throws Error(failed) when it is somebody else's otherwise, or others
/// could have written into it.
void make_private_folder(const fs::path& folder);

/// Removes entries of `folder` whose names begin with `prefix` and that nobody has touched for a day: what
/// killed processes left there. What cannot be removed stays.
void sweep_old(const fs::path& folder, const std::string& prefix);

/// Removes folders likewise that no TempDir of a running process owns, however young they are. Where the file
/// system has no locks on folders, folders that nobody has touched for a day.
void sweep_unused(const fs::path& folder, const std::string& prefix);

}  // namespace rpmworks::store
