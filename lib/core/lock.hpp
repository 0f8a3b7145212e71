// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks {

/// A lock on a file, which the kernel frees however the process ends. A lock is exclusive or shared: any
/// number of holders may share it, and none of them while another holds it exclusively. It is flock(2):
/// between machines that share a folder by NFS it holds where the file server keeps locks.
class FileLock {
 public:
  using OnWait = std::function<void(const Error&)>;

  /// Takes the lock exclusively or throws Error(ExitCode::locked) naming `what` and, if another holds it
  /// exclusively, that process, its command and since when. With `on_wait` it waits instead, calls `on_wait`
  /// with this error once for each holder, and throws when interrupted.
  static FileLock take(const fs::path& file, const std::string& what, const OnWait& on_wait = {});
  /// Shares the lock. Waits for a process that holds it exclusively, calling `on_wait` (if there is one) as
  /// take does. Gives nothing where locking is impossible: the file does not exist and cannot be created, or
  /// its file system has no locks.
  static std::optional<FileLock> share(const fs::path& file, const std::string& what,
                                       const OnWait& on_wait = {});
  /// Waits for the exclusive lock: for short sections shared by parallel jobs. Throws when interrupted.
  static FileLock wait(const fs::path& file);
  /// Waits for the shared lock likewise.
  static FileLock wait_shared(const fs::path& file);
  /// Takes the exclusive lock if it is free at this moment.
  static std::optional<FileLock> try_take(const fs::path& file);

  /// Whether `file` is still the file that is locked: it was not removed or replaced since it was opened.
  bool holds(const fs::path& file) const;

 private:
  explicit FileLock(FileDescriptor fd) : m_fd(std::move(fd)) {}
  FileDescriptor m_fd;
};

}  // namespace rpmworks
