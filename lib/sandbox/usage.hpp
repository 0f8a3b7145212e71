// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace rpmworks::sandbox {

/// What a process and all that descend from it take now.
struct Usage {
  std::vector<pid_t> processes;
  uint64_t tasks = 0;         ///< processes and their threads
  uint64_t memory_bytes = 0;  ///< resident; when that is more than `close_look`, without what several share
};

/// Looks at /proc. What lives in a sandbox descends from the program that made it: in its process namespace
/// orphans go to that namespace's first process. Memory is exact only above `close_look` bytes, as that takes
/// longer: below, pages that several processes share count for each of them.
Usage usage_of(pid_t process, uint64_t close_look);

}  // namespace rpmworks::sandbox
