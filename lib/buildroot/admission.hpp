// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::buildroot {

/// What this machine has left, in bytes.
struct Resources {
  uint64_t memory = 0;  ///< MemAvailable of /proc/meminfo, or less if a control group has a limit
  uint64_t disk = 0;    ///< free for this user on the file system of the workspace
};

/// A build starts only if this much is left. It is enough for the smallest builds; --jobs is the means
/// against too many large ones.
constexpr Resources k_least_for_a_build{.memory = uint64_t{512} << 20, .disk = uint64_t{64} << 20};

/// The memory that the control groups of this process leave it: the limit minus the memory in use, without
/// inactive file pages, of the tightest group. Reads `/proc/self/cgroup` and `/sys/fs/cgroup` below `root`,
/// version 1 and
/// 2. Nothing if there is no limit.
std::optional<uint64_t> cgroup_memory_left(const fs::path& root);

/// What is left now. What cannot be determined counts as unlimited.
Resources resources_left(const fs::path& workspace);

/// The Error(failed) if so little is left that no build may start. Throw it if waiting does not help.
std::optional<Error> too_little(const Resources& left, const fs::path& workspace);

}  // namespace rpmworks::buildroot
