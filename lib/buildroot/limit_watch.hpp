// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "buildroot/memory_folder.hpp"
#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::buildroot {

/// The limits of one build, for all its processes together.
struct BuildLimits {
  uint64_t memory = 0;     ///< bytes
  unsigned processes = 0;  ///< including threads
  std::chrono::seconds time{};
  uint64_t disk = 0;  ///< bytes
};

/// The limits of repos.yaml. The defaults are three quarters of the machine's memory, 4096 processes, six
/// hours, and nine tenths of the free space on the file system of `scratch`.
BuildLimits limits_of(const config::Limits& limits, const fs::path& scratch);

/// A limit that a build exceeded.
struct LimitMet {
  std::string key;   ///< "memory", "processes" or "disk": its name in `limits`
  std::string what;  ///< "more than 4.0 GiB of memory"
};

/// Where a build writes.
struct Written {
  fs::path scratch;          ///< its files; what is there at the start does not count
  fs::path in_memory;        ///< a folder in scratch that the sandbox has in memory; empty if there is none
  fs::path log;              ///< may be on another file system
  fs::path shared;           ///< a folder that other builds write to as well; may be empty
  uint64_t shared_most = 0;  ///< bytes of `shared` that do not count as this build's
};

/// Thrown if a build in memory needs more memory than its share, or than the machine has. The build can be
/// done on disk.
struct MemoryOutgrown {
  std::string why;
};

/// Checks repeatedly what a running build uses. Unlike control groups, which containers and ordinary users
/// can rarely make, this needs no privileges. Other means bound what a build can do between two checks.
class LimitWatch {
 public:
  LimitWatch(const BuildLimits& limits, Written written);
  /// The sandbox was started by this process.
  void started(pid_t process);
  /// Throws LimitMet or MemoryOutgrown.
  void look();
  /// A message if the folder in memory is nearly full, before a write can fail unnoticed; else "". Fast; it
  /// can be called after the build has ended, too.
  std::string full_memory();
  /// A message if the kernel killed processes for lack of memory while there was a folder in memory; else "".
  /// They may have been processes of this build.
  std::string ended_for_memory() const;
  /// Waits until the processes of the last check are gone, at most ten seconds.
  void wait_until_gone() const;

 private:
  void look_at_memory(uint64_t of_processes, const MemoryFolder::Space& files);
  void look_at_disk(uint64_t in_memory);

  BuildLimits m_limits;
  Written m_written;
  std::optional<MemoryFolder> m_in_memory;
  uint64_t m_kills_at_first = 0;  ///< by the kernel, for lack of memory
  uint64_t m_log_most = 0;
  uint64_t m_not_its_own = 0;    ///< bytes in the scratch folder at the start
  uint64_t m_free_at_first = 0;  ///< bytes on the disk
  uint64_t m_next_walk = 0;      ///< bytes that must be gone before the scratch folder is measured again
  pid_t m_process = 0;
  std::vector<pid_t> m_seen;
};

}  // namespace rpmworks::buildroot
