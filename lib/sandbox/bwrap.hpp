// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

// File descriptors for the parents of the sandboxed program; the program itself gets none of them.
constexpr int k_status_fd = 10;  // bubblewrap's status report
constexpr int k_passwd_fd = 11;  // /etc/passwd of the host-/usr mode
constexpr int k_group_fd = 12;
constexpr int k_program_fd = 14;
constexpr int k_stage_fd = 13;   // the stage program
constexpr int k_filter_fd = 15;  // the system call filter

/// The program's environment: defaults for its user, overridden by the caller's values.
std::map<std::string, std::string> environment_of(const Sandbox& sandbox);

/// bubblewrap's arguments for a sandbox with the host's /usr, without the program.
std::vector<std::string> host_usr_arguments(const Sandbox& sandbox, const Command& command);

/// Same, with the folder or mount `root` as root; for root of a namespace with all ids.
std::vector<std::string> chroot_arguments(const Sandbox& sandbox, const Command& command,
                                          const fs::path& root);

/// /etc/passwd and /etc/group of the host-/usr mode, with root, the builder and nobody.
std::string passwd_file();
std::string group_file();

}  // namespace rpmworks::sandbox
