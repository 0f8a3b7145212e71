// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/files.hpp"

namespace rpmworks {

/// The entries of a folder, in no particular order. Throws an Error(failed) that names the folder if it
/// cannot be listed.
std::vector<fs::directory_entry> entries_in(const fs::path& folder);

/// All entries below a folder; each folder comes before its own entries. Does not follow links. Throws as
/// entries_in, naming the folder that cannot be listed.
std::vector<fs::directory_entry> entries_below(const fs::path& folder);

}  // namespace rpmworks
