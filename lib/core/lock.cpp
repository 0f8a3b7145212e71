// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"

namespace rpmworks {

namespace {

FileDescriptor open_lock_file(const fs::path& file) {
  make_folders(file.parent_path());
  FileDescriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!fd) throw system_error("open the lock", file.string());
  return fd;
}

void record_holder(int fd) {
  // For the message of the next process only; failing to write it takes nothing from the lock.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) return;
}

FileDescriptor wait_for(const fs::path& file, int how) {
  FileDescriptor fd = open_lock_file(file);
  while (::flock(fd.get(), how | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw system_error("lock", file.string());
    throw_if_cancelled();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return fd;
}

}  // namespace

FileLock FileLock::take(const fs::path& file, const std::string& what) {
  FileDescriptor fd = open_lock_file(file);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw system_error("lock", file.string());
    std::string holder = read_file(file);
    while (!holder.empty() && holder.back() == '\n') holder.pop_back();
    throw Error(ExitCode::locked, fmt::format("another rpmworks is at work on {}{}", what,
                                              holder.empty() ? "" : " (process " + holder + ")"))
        .hint(fmt::format("wait until it has ended; the lock is {}", file.string()));
  }
  record_holder(fd.get());
  return FileLock(std::move(fd));
}

FileLock FileLock::wait(const fs::path& file) {
  return FileLock(wait_for(file, LOCK_EX));
}

FileLock FileLock::wait_shared(const fs::path& file) {
  return FileLock(wait_for(file, LOCK_SH));
}

std::optional<FileLock> FileLock::try_take(const fs::path& file) {
  FileDescriptor fd = open_lock_file(file);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(fd));
  if (errno != EWOULDBLOCK) throw system_error("lock", file.string());
  return std::nullopt;
}

bool FileLock::holds(const fs::path& file) const {
  struct stat locked {};
  struct stat there {};
  return ::fstat(m_fd.get(), &locked) == 0 && ::stat(file.c_str(), &there) == 0 &&
         locked.st_dev == there.st_dev && locked.st_ino == there.st_ino;
}

}  // namespace rpmworks
