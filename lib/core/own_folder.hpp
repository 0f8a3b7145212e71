// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include "core/files.hpp"

namespace rpmworks {

/// Folders that rpmworks makes in a place that somebody else may have filled before: a checkout may bring any
/// of them along, as a symbolic link to another folder of the user's. They are reached one by one below a
/// descriptor of the folder before, without following links, and each must be a real folder of this user
/// that others cannot write into; else Error(invalid) says which is not and what to do.

/// Whether what belongs to `uid` is this user's own: this process's user, and to root by sudo the user behind
/// it, who may do all that root may.
bool is_own(uid_t uid);

/// The mode of folders that hold what is private: 0700. Of root by sudo 0755: mock gives up root's rights for
/// those of the user behind it, who has to reach what it builds from.
fs::perms private_mode();

/// Makes `below` (relative, without "..") in the folder `trusted`, which may be reached through links, with
/// `mode` for folders that are missing; gives the whole path. Folders that exist keep their mode.
fs::path make_own_folders(const fs::path& trusted, const fs::path& below, fs::perms mode = fs::perms(0755));

/// Refuses `below` where any part of it is there and is not a folder of this user's own; and, down to `depth`
/// levels, symbolic links in it and folders of others: 1 looks at the names in the folder alone. Nothing is
/// made, and a folder that is missing is no error.
void require_own_folder(const fs::path& trusted, const fs::path& below, int depth = 0);

/// As require_own_folder of a folder `name` that a team may share. One that only its group can write into,
/// with the setgid bit, as teams make it on purpose (an umask does not), and of a group that this user is in,
/// is no error, whichever member it belongs to: the name of the group is given. Its members can replace what
/// is in it at any time. Else gives "".
std::string require_own_or_team_folder(const fs::path& trusted, const std::string& name);

/// Refuses a folder that the user named, which may be reached through links, where it is not a folder of this
/// user's own, or as require_own_folder down to `depth` levels. `other_places` is the hint: how another is
/// named.
void require_own_place(const fs::path& place, int depth, const std::string& other_places);

}  // namespace rpmworks
