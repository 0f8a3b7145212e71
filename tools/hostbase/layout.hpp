// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::hostbase {

/// A member's path in a Debian package ("./bin/sh") as an absolute, normal one ("/bin/sh"). Throws
/// Error(invalid) for one that leads out of the root.
std::string absolute_path(std::string_view member);

/// Where a path lives when /bin, /sbin, /lib, /lib32, /lib64 and /libx32 are links into /usr.
std::string usr_merged(std::string_view path);

/// A pkg-config file whose folders are those of a merged /usr: programs that ask it and %{_unitdir} name one
/// folder.
std::string usr_merged_pkgconfig(std::string_view text);

/// Documentation, manual pages, translations and other things no build reads.
bool is_left_out(std::string_view path);

/// Whether a symbolic link at `path` leads to itself once /usr is merged: "/usr/bin/x -> /bin/x".
bool leads_to_itself(const std::string& path, const std::string& target);

}  // namespace rpmworks::hostbase
