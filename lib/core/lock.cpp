// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lock.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"

namespace rpmworks {

namespace {

Error refused(const fs::path& file, const char* what) {
  return Error(ExitCode::invalid, fmt::format("the lock {} is {}", file.string(), what))
      .note("the process that holds the lock writes into this file, which would overwrite another file")
      .hint("remove it; rpmworks makes a new one");
}

// A checkout may contain anything under this name, such as a link or a FIFO.
FileDescriptor open_lock_file(const fs::path& file) {
  make_folders(file.parent_path());
  constexpr int k_flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  FileDescriptor fd(::open(file.c_str(), k_flags, 0644));
  if (!fd && errno == ELOOP) throw refused(file, "a symbolic link");
  if (!fd && (errno == EISDIR || errno == ENXIO)) throw refused(file, "not a plain file");
  if (!fd) throw system_error("open the lock", file.string());
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw system_error("stat", file.string());
  if (!S_ISREG(info.st_mode)) throw refused(file, "not a plain file");
  if (info.st_nlink > 1) throw refused(file, "a file with a second name (a hard link)");
  return fd;
}

constexpr auto k_poll = std::chrono::milliseconds(20);
constexpr size_t k_longest_command = 120;

// This process's own command line, the program without its folder.
std::string own_command() {
  std::vector<std::string> words;
  std::ifstream file("/proc/self/cmdline");
  for (std::string word; std::getline(file, word, '\0');) words.push_back(redacted(word));
  if (!words.empty()) words[0] = fs::path(words[0]).filename().string();
  std::string line = join(words, " ");
  std::ranges::replace_if(
      line, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return line.size() > k_longest_command ? line.substr(0, k_longest_command) + " …" : line;
}

// Writes the holder into the lock file, in three lines: process, since when, command. Only messages of other
// processes use them, so a failed write is not an error.
void record_holder(int fd) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const std::string holder =
      fmt::format("{}\n{:%Y-%m-%d %H:%M:%S}\n{}\n", ::getpid(), fmt::gmtime(now), own_command());
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, holder.data(), holder.size(), 0) < 0) return;
}

/// The process that holds the lock.
struct Holder {
  bool is_shared = false;  ///< then the file names an earlier holder
  std::string
      text;  ///< "process 123, since 2026-11-25 14:02:11 UTC: rpmworks build"; empty until it is written
};

Holder holder_of(const FileDescriptor& fd, const fs::path& file) {
  if (::flock(fd.get(), LOCK_SH | LOCK_NB) == 0) {
    ::flock(fd.get(), LOCK_UN);
    return {.is_shared = true};
  }
  const auto lines = split(read_file(file), '\n');
  if (lines.size() < 3) return {};
  return {.text = fmt::format("process {}, since {} UTC: {}", lines[0], lines[1], lines[2])};
}

Error held(const fs::path& file, const std::string& what, const std::string& holder) {
  return Error(ExitCode::locked, fmt::format("another rpmworks is at work on {}{}", what,
                                             holder.empty() ? "" : " (" + holder + ")"))
      .hint(fmt::format("wait until it ends, or pass --wait; the lock is {}", file.string()));
}

// Waits until `fd` is locked. For an exclusive lock without `on_wait`, throws instead of waiting.
void lock(const FileDescriptor& fd, int how, const fs::path& file, const std::string& what,
          const FileLock::OnWait& on_wait) {
  // If the lock is seen as shared only once, its exclusive holder may just have freed it.
  constexpr int k_surely_shared = 3;
  int seen_shared = 0;
  std::optional<std::string> told;
  while (::flock(fd.get(), how | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw system_error("lock", file.string());
    const Holder holder = holder_of(fd, file);
    seen_shared = holder.is_shared ? seen_shared + 1 : 0;
    const bool is_known = holder.is_shared ? seen_shared >= k_surely_shared : !holder.text.empty();
    if (!on_wait && how == LOCK_EX && (is_known || !holder.is_shared)) throw held(file, what, holder.text);
    if (on_wait && is_known && told != holder.text) on_wait(held(file, what, holder.text));
    if (is_known) told = holder.text;
    throw_if_cancelled();
    std::this_thread::sleep_for(k_poll);
  }
}

bool has_no_locks(int code) {
  return code == ENOLCK || code == EOPNOTSUPP || code == ENOSYS || code == EINVAL;
}

FileDescriptor wait_for(const fs::path& file, int how) {
  FileDescriptor fd = open_lock_file(file);
  while (::flock(fd.get(), how | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) throw system_error("lock", file.string());
    throw_if_cancelled();
    std::this_thread::sleep_for(k_poll);
  }
  return fd;
}

}  // namespace

FileLock FileLock::take(const fs::path& file, const std::string& what, const OnWait& on_wait) {
  FileDescriptor fd = open_lock_file(file);
  lock(fd, LOCK_EX, file, what, on_wait);
  record_holder(fd.get());
  return FileLock(std::move(fd));
}

std::optional<FileLock> FileLock::share(const fs::path& file, const std::string& what,
                                        const OnWait& on_wait) {
  const fs::path written = is_there(file) ? file : file.parent_path();
  const bool is_writable = ::faccessat(AT_FDCWD, written.c_str(), W_OK, AT_EACCESS) == 0;
  FileDescriptor read_only(
      is_writable ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!is_writable && !read_only) return std::nullopt;
  FileDescriptor fd = is_writable ? open_lock_file(file) : std::move(read_only);
  if (::flock(fd.get(), LOCK_SH | LOCK_NB) != 0 && has_no_locks(errno)) return std::nullopt;
  lock(fd, LOCK_SH, file, what, on_wait);
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
