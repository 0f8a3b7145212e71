// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::build {

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
  fs::path upper;            ///< its own files
  fs::path log;              ///< what it prints; may be on another file system
  fs::path shared;           ///< what other builds write into as well, if anything
  uint64_t shared_most = 0;  ///< bytes; what is beyond them counts as the build's that is looked at
};

/// Looks now and then at what a running build takes. This asks for no rights, unlike control groups, which
/// containers and ordinary users rarely may make; what can be done between two looks is bounded by other
/// means.
class LimitWatch {
 public:
  LimitWatch(const Ceilings& ceilings, Written written);
  /// The program that made the sandbox.
  void started(pid_t process) { m_process = process; }
  /// Throws LimitMet.
  void look();
  /// Waits until the processes that were seen last are gone, ten seconds at the most.
  void wait_until_gone() const;

 private:
  void look_at_disk();

  Ceilings m_ceilings;
  Written m_written;
  uint64_t m_log_most = 0;
  uint64_t m_free_at_first = 0;
  uint64_t m_next_walk = 0;  ///< how much must be gone from the file system before `upper` is measured
  pid_t m_process = 0;
  std::vector<pid_t> m_seen;
};

}  // namespace rpmworks::build
