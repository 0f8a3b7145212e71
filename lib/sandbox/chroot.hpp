// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

/// The arguments that make the stage program root of a user namespace with this user's subordinate ids; none
/// when this process is root already.
std::vector<std::string> namespace_arguments();

/// The command that runs a program of the host's as root of the namespace that chroots have, for as long as
/// this process lives. Its words are English.
Command root_command(const std::vector<std::string>& argv);

/// The options of an overlay mount. Writes need not reach the disk before the program ends: what is
/// interrupted is thrown away, never used.
std::string overlay_options(const Overlay& overlay, bool in_user_namespace);

/// The same for fuse-overlayfs.
std::string fuse_options(const Overlay& overlay);

/// The options of the file system in memory that an upper layer is in.
std::string tmpfs_options(uint64_t bytes);

/// The full path of a program in PATH, or its name when there is none: running it then says what is missing.
std::string program_path(const std::string& name);

}  // namespace rpmworks::sandbox
