// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::hostbase {

/// Converts a member's path in a Debian package ("./bin/sh") to a normalized absolute path ("/bin/sh").
/// Throws Error(invalid) for a path outside of the root.
std::string absolute_path(std::string_view member);

/// The path of a file if /bin, /sbin, /lib, /lib32, /lib64 and /libx32 are links into /usr.
std::string usr_merged(std::string_view path);

/// Changes a pkg-config file to the folders of a merged /usr, so that programs that query it get the same
/// folder as %{_unitdir}.
std::string usr_merged_pkgconfig(std::string_view text);

/// Whether a path is documentation, a manual page, a translation or another file that no build reads.
bool is_left_out(std::string_view path);

/// Whether a symbolic link at `path` points to itself in a merged /usr: "/usr/bin/x -> /bin/x".
bool leads_to_itself(const std::string& path, const std::string& target);

}  // namespace rpmworks::hostbase
