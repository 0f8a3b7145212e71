// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace rpmworks::sandbox {

/// The current resource use of a process and its descendants.
struct Usage {
  std::vector<pid_t> processes;
  uint64_t tasks = 0;         ///< processes and their threads
  uint64_t memory_bytes = 0;  ///< resident; above `close_look`, shared memory is counted once
};

/// Reads /proc. All processes in a sandbox descend from the program that started it: orphans are adopted by
/// the first process of the sandbox's process namespace. Memory is exact only above `close_look` bytes,
/// because that takes longer: below, pages shared by several processes count for each of them.
Usage usage_of(pid_t process, uint64_t close_look);

}  // namespace rpmworks::sandbox
