// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks::buildroot {

/// What this machine has left, in bytes.
struct Resources {
  uint64_t memory = 0;  ///< MemAvailable of /proc/meminfo, or less where a control group has a limit
  uint64_t disk = 0;    ///< what may still be written to the file system of the workspace
};

/// A build begins only while this much is left. They are what the smallest builds take; more than a few at a
/// time, or large ones, are what --jobs is for.
constexpr Resources k_least_for_a_build{.memory = uint64_t{512} << 20, .disk = uint64_t{64} << 20};

/// What the control groups that this process is in leave it, the tightest of them: limit less what is used,
/// where files in memory that nobody works with do not count. Reads what `/proc/self/cgroup` and
/// `/sys/fs/cgroup` hold, below `root`; version 1 and 2. Nothing where there is no limit.
std::optional<uint64_t> cgroup_memory_left(const fs::path& root);

/// What is left by now; what cannot be found out counts as plenty.
Resources resources_left(const fs::path& workspace);

/// What keeps a build from being begun with so little: Error(failed), to be thrown when waiting does not
/// help.
std::optional<Error> too_little(const Resources& left, const fs::path& workspace);

}  // namespace rpmworks::buildroot
