// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "core/error.hpp"
#include "core/listing.hpp"

namespace rpmworks {

namespace {

// Errors name `shown`: if `file` is temporary, that is the file that the caller asked for. Returns nothing if
// the file exists.
FileDescriptor create_shown_as(const fs::path& file, fs::perms mode, const fs::path& shown) {
  FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd && errno == EEXIST) return fd;
  if (!fd) throw system_error("create", shown.string());
  // open applies the umask; the caller asked for exactly `mode`.
  if (::fchmod(fd.get(), static_cast<mode_t>(mode)) != 0) {
    const Error failure = system_error("chmod", shown.string());
    ::unlink(file.c_str());
    throw Error(failure);
  }
  return fd;
}

void sync_fd(int fd, const fs::path& path) {
  // Some file systems cannot sync a folder and return EINVAL; there is no alternative.
  if (::fsync(fd) != 0 && errno != EINVAL) throw system_error("sync", path.string());
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// A process on another machine, or in another container, may have the same numbers and share the folder. So
// callers use only names that they created, and try the next one if it exists.
fs::path temporary_name(const fs::path& file) {
  static thread_local unsigned counter = 0;
  return folder_of(file) / ("." + file.filename().string() + "." + std::to_string(::getpid()) + "." +
                            std::to_string(::gettid()) + "." + std::to_string(counter++) + ".tmp");
}

// Removes a file at the end of the scope. Clear `path` when the file is complete or was renamed.
struct Discard {
  fs::path path;
  ~Discard() {
    if (!path.empty()) ::unlink(path.c_str());
  }
};

}  // namespace

void FileDescriptor::reset(int fd) {
  if (m_fd >= 0) ::close(m_fd);
  m_fd = fd;
}

void hold_standard_streams() {
  int fd = 0;
  do {
    fd = ::open("/dev/null", O_RDONLY);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

FileDescriptor open_for_reading(const fs::path& file) {
  FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw system_error("open", file.string());
  return fd;
}

FileDescriptor open_for_writing(const fs::path& file) {
  FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
  if (!fd) throw system_error("open", file.string());
  return fd;
}

void write_all(const FileDescriptor& fd, std::string_view bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) throw system_error("write", file.string());
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
}

std::string read_file(const fs::path& file) {
  const FileDescriptor fd = open_for_reading(file);
  struct stat info {};
  std::string bytes;
  if (::fstat(fd.get(), &info) == 0 && info.st_size > 0) bytes.reserve(static_cast<size_t>(info.st_size));
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", file.string());
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<size_t>(got));
  }
}

namespace {

enum class Sync { no, yes };

void replace(const fs::path& file, std::string_view bytes, fs::perms mode, Sync sync) {
  fs::path name;
  FileDescriptor created;
  while (!created) {
    name = temporary_name(file);
    created = create_shown_as(name, mode, file);
  }
  Discard temporary{std::move(name)};
  {
    const FileDescriptor fd = std::move(created);
    write_all(fd, bytes, file);
    if (sync == Sync::yes) sync_fd(fd.get(), file);
  }
  rename_file(temporary.path, file);
  temporary.path.clear();
  if (sync == Sync::yes) sync_path(folder_of(file));
}

}  // namespace

void write_file_atomically(const fs::path& file, std::string_view bytes, fs::perms mode) {
  replace(file, bytes, mode, Sync::yes);
}

void replace_file(const fs::path& file, std::string_view bytes, fs::perms mode) {
  replace(file, bytes, mode, Sync::no);
}

FileDescriptor create_file(const fs::path& file, fs::perms mode) {
  FileDescriptor fd = create_shown_as(file, mode, file);
  if (!fd) throw system_error("create", file.string());
  return fd;
}

void write_new_file(const fs::path& file, std::string_view bytes, fs::perms mode) {
  const FileDescriptor fd = create_file(file, mode);
  Discard partial{file};
  write_all(fd, bytes, file);
  partial.path.clear();
}

void rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) throw system_error("rename to", to.string());
}

void rename_durably(const fs::path& from, const fs::path& to) {
  rename_file(from, to);
  sync_path(folder_of(to));
}

void swap_symlink(const fs::path& link, const fs::path& target) {
  fs::path name = temporary_name(link);
  while (::symlink(target.c_str(), name.c_str()) != 0) {
    if (errno != EEXIST) throw system_error("link", link.string());
    name = temporary_name(link);
  }
  Discard temporary{std::move(name)};
  rename_durably(temporary.path, link);
  temporary.path.clear();
}

void sync_path(const fs::path& path) {
  const FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) throw system_error("open", path.string());
  sync_fd(fd.get(), path);
}

void sync_file_system(const fs::path& folder) {
  const FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::syncfs(fd.get()) != 0) throw system_error("sync", folder.string());
}

void sync_tree(const fs::path& folder) {
  for (const auto& entry : entries_below(folder))
    if (!entry.is_symlink() && (entry.is_regular_file() || entry.is_directory())) sync_path(entry.path());
  sync_path(folder);
}

bool share_blocks(const FileDescriptor& from, const FileDescriptor& to) {
  return ::ioctl(to.get(), FICLONE, from.get()) == 0;
}

void copy_file_contents(const fs::path& from, const fs::path& to, fs::perms mode) {
  const FileDescriptor source = open_for_reading(from);
  const FileDescriptor copy = create_file(to, mode);
  Discard partial{to};
  if (!share_blocks(source, copy)) {
    while (true) {
      const ssize_t got = ::copy_file_range(source.get(), nullptr, copy.get(), nullptr, 1U << 30, 0);
      if (got == 0) break;
      if (got > 0 || errno == EINTR) continue;
      if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
        throw system_error("copy to", to.string());
      char buffer[65536];
      ssize_t read_bytes = 0;
      while ((read_bytes = ::read(source.get(), buffer, sizeof buffer)) > 0)
        write_all(copy, {buffer, static_cast<size_t>(read_bytes)}, to);
      if (read_bytes < 0) throw system_error("read", from.string());
      break;
    }
  }
  partial.path.clear();
}

void link_or_copy(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return;
  if (errno != EXDEV && errno != EMLINK && errno != EPERM && errno != EOPNOTSUPP)
    throw system_error("link", to.string());
  struct stat info {};
  if (::stat(from.c_str(), &info) != 0) throw system_error("stat", from.string());
  copy_file_contents(from, to, fs::perms(info.st_mode & 07777));
}

bool is_there(const fs::path& file) {
  std::error_code unreadable;
  return fs::exists(fs::symlink_status(file, unreadable));
}

void make_folders(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    errno = failure.value();
    throw system_error("create the folder", folder.string());
  }
}

void make_private_folders(const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return;
  make_private_folders(folder.parent_path());
  if (::mkdir(folder.c_str(), 0700) != 0 && !(errno == EEXIST && fs::is_directory(folder)))
    throw system_error("create the folder", folder.string());
}

namespace {

// `lost`: sweep_unused removed the folder as unused before this process had locked it.
enum class Locked { yes, no_locks_here, lost };

Locked lock_folder(const fs::path& folder, FileDescriptor& lock) {
  FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return errno == ENOENT ? Locked::lost : Locked::no_locks_here;
  if (::flock(fd.get(), LOCK_SH | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? Locked::lost : Locked::no_locks_here;
  struct stat mine {};
  struct stat there {};
  if (::fstat(fd.get(), &mine) != 0 || ::lstat(folder.c_str(), &there) != 0 || mine.st_ino != there.st_ino)
    return Locked::lost;
  lock = std::move(fd);
  return Locked::yes;
}

}  // namespace

TempDir::TempDir(const fs::path& parent, const std::string& prefix) {
  make_folders(parent);
  do {
    std::string name = (parent / (prefix + "XXXXXX")).string();
    if (!::mkdtemp(name.data())) throw system_error("create a folder in", parent.string());
    m_path = name;
  } while (lock_folder(m_path, m_lock) == Locked::lost);
}

FileDescriptor lock_unused_folder(const fs::path& folder, bool& cannot_tell) {
  cannot_tell = false;
  FileDescriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return {};
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
  cannot_tell = errno != EWOULDBLOCK;
  return {};
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(m_path, other.m_path);
  std::swap(m_lock, other.m_lock);
  return *this;
}

TempDir::~TempDir() {
  if (m_path.empty()) return;
  try {
    remove_tree(m_path);
  } catch (const Error&) {
    // A destructor cannot report errors; the next run sweeps the folder of temporary folders.
  }
}

}  // namespace rpmworks
