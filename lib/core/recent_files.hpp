// SPDX-License-Identifier: GPL-3.0-or-later
// Caches whose files can be made again: a folder of files, where the modification time is that of the last
// use.
#pragma once

#include <cstdint>

#include "core/files.hpp"

namespace rpmworks {

/// Records that a file of a cache is used now. Failures are ignored: at worst, the file is made again.
void note_use(const fs::path& file);

/// Removes the least recently used files of a folder until the rest has at most `limit` bytes. `kept` stays.
/// A file that somebody has open stays readable for them. Failures are ignored. Skips folders in it.
void remove_least_recently_used(const fs::path& folder, uint64_t limit, const fs::path& kept = {});

}  // namespace rpmworks
