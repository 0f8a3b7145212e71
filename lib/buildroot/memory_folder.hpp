// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "core/files.hpp"

namespace rpmworks::buildroot {

/// A folder that a sandbox has in memory (sandbox::Overlay::memory_bytes), seen from outside. Its file system
/// exists as long as the sandbox or this object.
class MemoryFolder {
 public:
  struct Space {
    uint64_t used = 0;  ///< bytes
    uint64_t free = 0;
  };

  explicit MemoryFolder(fs::path folder) : m_folder(std::move(folder)) {}
  /// Its used and free space. `process` is in the sandbox's mount namespace; after the first success it may
  /// be gone. Nothing while the file system is not mounted or cannot be seen.
  std::optional<Space> space(pid_t process);

 private:
  fs::path m_folder;
  FileDescriptor m_open;
};

}  // namespace rpmworks::buildroot
