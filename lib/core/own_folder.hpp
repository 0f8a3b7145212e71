// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include "core/files.hpp"

namespace rpmworks {

// Folders that rpmworks makes in places that others may have prepared: a checkout may contain any of these
// folders as a symbolic link to another folder of the user. Each folder is opened relative to a descriptor of
// its parent, without following links. It must be a real folder of this user that others cannot write into.
// Otherwise an Error(invalid) names the folder and says what to do.

/// Whether files of `uid` count as this user's own. That is the user of this process and, if root runs it
/// through sudo, also the user who called sudo, because that user can do whatever root can.
bool is_own(uid_t uid);

/// The mode of private folders: 0700. If root runs the process through sudo: 0755, because mock switches from
/// root to the user who called sudo, and that user must be able to read the packages that mock builds from.
fs::perms private_mode();

/// Makes `below` (relative, without "..") in the folder `trusted` and returns the whole path. The path of
/// `trusted` may contain links. Missing folders are created with `mode`; existing folders keep their mode.
fs::path make_own_folders(const fs::path& trusted, const fs::path& below, fs::perms mode = fs::perms(0755));

/// Throws if any part of `below` exists and is not a folder of this user's own. Also throws for symbolic
/// links and folders of other users inside it, down to `depth` levels; 1 means the folder's direct entries.
/// Creates nothing. A folder that does not exist is not an error.
void require_own_folder(const fs::path& trusted, const fs::path& below, int depth = 0);

/// As require_own_folder, for a folder `name` that a team may share. A folder is a team folder if nobody
/// outside its group can write into it, it has the setgid bit (which no umask sets), and this user is in the
/// group; any member may own it. For a team folder, returns the name of the group, because its members can
/// replace files in the folder at any time. Otherwise returns "".
std::string require_own_or_team_folder(const fs::path& trusted, const std::string& name);

/// Throws if `place`, a folder that the user named, is not a folder of this user's own; down to `depth`
/// levels as require_own_folder. The path of `place` may contain links. `other_places` is the hint: how to
/// choose another folder.
void require_own_place(const fs::path& place, int depth, const std::string& other_places);

}  // namespace rpmworks
