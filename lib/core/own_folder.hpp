// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include "core/files.hpp"

namespace rpmworks {

// Folders that rpmworks makes in a place that somebody else may have filled before: a checkout may bring any
// of them along, as a symbolic link to another folder of the user's. Each is opened relative to a descriptor
// of its parent, without following links, and must be a real folder of this user that others cannot write
// into. Otherwise Error(invalid) says which folder is not, and what to do.

/// Whether files of `uid` are this user's own: of this process's user and, for root by way of sudo, of the
/// user behind sudo, who may do all that root may.
bool is_own(uid_t uid);

/// The mode of private folders: 0700. For root by sudo it is 0755: mock gives up root's rights for those of
/// the user behind sudo, who must be able to reach the packages that mock builds from.
fs::perms private_mode();

/// Makes `below` (relative, without "..") in the folder `trusted`, which may be reached through links, with
/// `mode` for folders that are missing; gives the whole path. Folders that exist keep their mode.
fs::path make_own_folders(const fs::path& trusted, const fs::path& below, fs::perms mode = fs::perms(0755));

/// Refuses `below` if any part of it exists and is not a folder of this user's own. Down to `depth` levels it
/// also refuses symbolic links and folders of others within it; a depth of 1 is the folder's own entries.
/// Nothing is made, and a folder that does not exist is no error.
void require_own_folder(const fs::path& trusted, const fs::path& below, int depth = 0);

/// As require_own_folder for a folder `name` that a team may share. A folder is a team's if only its group
/// can write into it, it has the setgid bit (which no umask sets), and this user is in the group; any member
/// may own it. Gives the name of the group then: its members can replace files in the folder at any time.
/// Otherwise gives
/// "".
std::string require_own_or_team_folder(const fs::path& trusted, const std::string& name);

/// Refuses a folder that the user named, and which may be reached through links, if it is not a folder of
/// this user's own; down to `depth` levels as require_own_folder. `other_places` is the hint: how to name
/// another.
void require_own_place(const fs::path& place, int depth, const std::string& other_places);

}  // namespace rpmworks
