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

/// What one build may take at most, all its processes together.
struct Ceilings {
  uint64_t memory = 0;     ///< bytes
  unsigned processes = 0;  ///< with their threads
  std::chrono::seconds time{};
  uint64_t disk = 0;  ///< bytes
};

/// Those of repos.yaml; where it says nothing, three quarters of the machine's memory, 4096 processes, six
/// hours, and nine tenths of what is free where `scratch` is.
Ceilings ceilings_of(const config::Limits& limits, const fs::path& scratch);

/// A limit that a build has met.
struct LimitMet {
  std::string key;   ///< "memory", "processes" or "disk": its name in `limits`
  std::string what;  ///< "more than 4.0 GiB of memory"
};

/// Where a build writes.
struct Written {
  fs::path scratch;          ///< its own files; what is in there when it starts is not its own
  fs::path in_memory;        ///< a folder in it that the sandbox has in memory; empty: there is none
  fs::path log;              ///< what it prints; may be on another file system
  fs::path shared;           ///< what other builds write into as well, if anything
  uint64_t shared_most = 0;  ///< bytes; what is beyond them counts as the build's that is looked at
};

/// A build whose root is in memory needs more of it than it was given, or than the machine has: no fault of
/// its own.
struct MemoryOutgrown {
  std::string why;
};

/// Looks now and then at what a running build takes. This asks for no rights, unlike control groups, which
/// containers and ordinary users rarely may make; what can be done between two looks is bounded by other
/// means.
class LimitWatch {
 public:
  LimitWatch(const Ceilings& ceilings, Written written);
  /// The program that made the sandbox.
  void started(pid_t process);
  /// Throws LimitMet or MemoryOutgrown.
  void look();
  /// That the folder in memory is all but full, so that nothing can have met its end unseen; "" when it is
  /// not. Quick, and of use after the end of the build, too.
  std::string full_memory();
  /// That the kernel has ended processes for want of memory while there was a folder in memory: perhaps those
  /// of a build that failed. "" when it has not.
  std::string ended_for_memory() const;
  /// Waits until the processes that were seen last are gone, ten seconds at the most.
  void wait_until_gone() const;

 private:
  void look_at_memory(uint64_t of_processes, const MemoryFolder::Room& room);
  void look_at_disk(uint64_t in_memory);

  Ceilings m_ceilings;
  Written m_written;
  std::optional<MemoryFolder> m_in_memory;
  uint64_t m_kills_at_first = 0;  ///< of the kernel, for want of memory
  uint64_t m_log_most = 0;
  uint64_t m_not_its_own = 0;    ///< bytes in the scratch folder
  uint64_t m_free_at_first = 0;  ///< on the disk
  uint64_t m_next_walk = 0;      ///< how much must be gone before the scratch folder is measured
  pid_t m_process = 0;
  std::vector<pid_t> m_seen;
};

}  // namespace rpmworks::buildroot
