// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/files.hpp"

namespace rpmworks {

/// What a folder holds, in no order. Throws Error(failed), which names the folder, when it cannot be listed.
std::vector<fs::directory_entry> entries_in(const fs::path& folder);

/// Everything below a folder, a folder before what it holds; links are not followed. Throws as entries_in,
/// naming the folder that cannot be listed.
std::vector<fs::directory_entry> entries_below(const fs::path& folder);

}  // namespace rpmworks
