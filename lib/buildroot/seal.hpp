// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::buildroot {

// The files of a cache entry that belong to its seal.
inline constexpr const char* k_seal = "seal";        ///< fast to check: inodes of a few files
inline constexpr const char* k_listing = "listing";  ///< every file with everything that must not change

/// Records the files of an entry: type, mode, owners, size, modification time, number of links, link target,
/// device, extended attributes (capabilities, overlay attributes) and the contents of regular files.
void seal(const fs::path& entry);

/// The first difference since the entry was sealed: "root/usr/bin/su: it belongs to 1000:1000, not to 0:0".
/// Nothing if there is none.
///
/// Whenever a file is restored, copied or given another owner, its change time changes, and mostly its inode
/// too. So these are checked first for a few files: one of each owner, one of each kind that is easily lost,
/// and the largest. Only if one of them differs is the whole entry compared. If the entry is unchanged, it is
/// sealed again.
std::optional<std::string> broken_seal(const fs::path& entry);

}  // namespace rpmworks::buildroot
