// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::buildroot {

/// The names of the regular files in `folder` of an untrusted tree, sorted. Empty if there is no such folder.
/// No symbolic link is followed.
std::vector<std::string> files_beneath(const fs::path& tree, const fs::path& folder);

/// The names of the folders in it, likewise.
std::vector<std::string> folders_beneath(const fs::path& tree, const fs::path& folder);

/// Copies a file out of an untrusted tree. Throws Error if it is not a regular file, or almost only a hole.
void copy_from_beneath(const fs::path& tree, const fs::path& file, const fs::path& to);

}  // namespace rpmworks::buildroot
