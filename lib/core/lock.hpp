// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks {

/// An exclusive lock on a file, freed by the kernel however the process ends.
class FileLock {
 public:
  /// Takes the lock or throws Error(ExitCode::locked) naming `what` and the process that holds it.
  static FileLock take(const fs::path& file, const std::string& what);
  /// Waits for the lock: for short sections shared by parallel jobs. Throws when interrupted.
  static FileLock wait(const fs::path& file);

 private:
  explicit FileLock(FileDescriptor fd) : m_fd(std::move(fd)) {}
  FileDescriptor m_fd;
};

}  // namespace rpmworks
