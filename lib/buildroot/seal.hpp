// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::buildroot {

// The names in an entry of the cache that belong to its seal.
inline constexpr const char* k_seal = "seal";        ///< quick to check: inodes of a few files
inline constexpr const char* k_listing = "listing";  ///< every file with all that must not change

/// Writes down what the files of an entry are: type, mode, owners, size, modification time, number of links,
/// link target, device, extended attributes (capabilities, marks of overlays) and, of regular files, their
/// contents.
void seal(const fs::path& entry);

/// What is different from when the entry was sealed ("root/usr/bin/su: it belongs to 1000:1000, not to 0:0");
/// nothing when all is as it was.
///
/// The kernel gives a file another change time, and mostly another inode, whenever it is restored, copied or
/// given to somebody else. So a few files are asked for these first: one of each owner, of each kind that is
/// easily lost, and the largest. Only when one of them has others is the whole entry compared; when it turns
/// out to be the same, it is sealed anew.
std::optional<std::string> broken_seal(const fs::path& entry);

}  // namespace rpmworks::buildroot
