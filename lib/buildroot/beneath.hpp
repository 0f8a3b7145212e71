// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::buildroot {

/// Names of the regular files in `folder` of an untrusted tree, sorted; none when there is no such folder. No
/// symbolic link is followed, neither on the way nor there.
std::vector<std::string> files_beneath(const fs::path& tree, const fs::path& folder);

/// Likewise, of the folders in it.
std::vector<std::string> folders_beneath(const fs::path& tree, const fs::path& folder);

/// Copies such a file out. Throws Error when it is not a regular file.
void copy_from_beneath(const fs::path& tree, const fs::path& file, const fs::path& to);

}  // namespace rpmworks::buildroot
