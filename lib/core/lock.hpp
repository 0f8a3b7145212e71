// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks {

/// A lock on a file, which the kernel frees however the process ends. A lock is exclusive or shared: several
/// processes may share it, but not while another process holds it exclusively. It uses flock(2): between
/// machines that share a folder by NFS, it works only if the file server supports locks.
class FileLock {
 public:
  using OnWait = std::function<void(const Error&)>;

  /// Takes the lock exclusively. If another process holds it, throws an Error(ExitCode::locked) that names
  /// `what` and, if the other process holds it exclusively, that process, its command and since when. With
  /// `on_wait`, waits instead, calls `on_wait` with this error once for each holder, and throws if
  /// interrupted.
  static FileLock take(const fs::path& file, const std::string& what, const OnWait& on_wait = {});
  /// Takes the lock shared. If another process holds it exclusively, waits and calls `on_wait` (if there is
  /// one) as take does. Returns nothing if locking is impossible: the file does not exist and cannot be
  /// created, or its file system has no locks.
  static std::optional<FileLock> share(const fs::path& file, const std::string& what,
                                       const OnWait& on_wait = {});
  /// Waits for the exclusive lock: for short critical sections of parallel jobs. Throws if interrupted.
  static FileLock wait(const fs::path& file);
  /// Waits for the shared lock. Throws if interrupted.
  static FileLock wait_shared(const fs::path& file);
  /// Takes the exclusive lock if it is free; does not wait.
  static std::optional<FileLock> try_take(const fs::path& file);

  /// Whether `file` is still the locked file: it was not removed or replaced after it was opened.
  bool holds(const fs::path& file) const;

 private:
  explicit FileLock(FileDescriptor fd) : m_fd(std::move(fd)) {}
  FileDescriptor m_fd;
};

}  // namespace rpmworks
