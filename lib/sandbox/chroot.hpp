// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

/// Arguments with which the stage program becomes root of a user namespace with this user's subordinate ids;
/// empty if this process is already root.
std::vector<std::string> namespace_arguments();

/// A command that runs a host program as root of the namespace used for chroots. It ends with this process.
/// Its messages are English.
Command root_command(const std::vector<std::string>& argv);

/// Options of an overlay mount. Writes need not be synced: after an interrupt, the result is discarded.
std::string overlay_options(const Overlay& overlay, bool in_user_namespace);

/// Same for fuse-overlayfs.
std::string fuse_options(const Overlay& overlay);

/// Options of the tmpfs for an upper layer in memory.
std::string tmpfs_options(uint64_t bytes);

/// The full path of a program in PATH, or its name if it is not found: running it then reports the missing
/// program.
std::string program_path(const std::string& name);

}  // namespace rpmworks::sandbox
