// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/files.hpp"

namespace rpmworks {

/// A lock on a file, freed by the kernel however the process ends.
class FileLock {
 public:
  /// Takes the lock or throws Error(ExitCode::locked) naming `what` and who holds it: process, command and
  /// since when. With `on_wait` it waits instead, calls that with this error, once for each holder, and
  /// throws when interrupted.
  static FileLock take(const fs::path& file, const std::string& what,
                       const std::function<void(const Error&)>& on_wait = {});
  /// Waits for the lock: for short sections shared by parallel jobs. Throws when interrupted.
  static FileLock wait(const fs::path& file);
  /// As wait, but any number may share it: an exclusive lock waits for all of them.
  static FileLock wait_shared(const fs::path& file);
  /// Takes the lock when it is free at this moment.
  static std::optional<FileLock> try_take(const fs::path& file);

  /// Whether `file` is still what is locked, and not removed or made anew since it was opened.
  bool holds(const fs::path& file) const;

 private:
  explicit FileLock(FileDescriptor fd) : m_fd(std::move(fd)) {}
  FileDescriptor m_fd;
};

}  // namespace rpmworks
