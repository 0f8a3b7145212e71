// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace rpmworks {

namespace fs = std::filesystem;

/// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : m_fd(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    reset(std::exchange(other.m_fd, -1));
    return *this;
  }
  ~FileDescriptor() { reset(); }
  int get() const { return m_fd; }
  explicit operator bool() const { return m_fd >= 0; }
  void reset(int fd = -1);

 private:
  int m_fd = -1;
};

/// Makes sure that stdin, stdout and stderr are open: a closed one would lend its number to the next file
/// that is opened, and what is printed would go there. In its place comes a file that takes nothing, so that
/// results which cannot be written are an error. Called first of all, by main.
void hold_standard_streams();

/// Opens `file` close-on-exec; throws Error naming it.
FileDescriptor open_for_reading(const fs::path& file);

/// The whole file as bytes.
std::string read_file(const fs::path& file);

/// Writes a file whole or not at all: a temporary beside it, synced, then renamed over `file`.
/// What was there before stays when anything fails.
void write_file_atomically(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Writes a new file, not synced: for what lies in a staging folder that is synced as a whole, or thrown
/// away.
void write_new_file(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Opens a device, FIFO or the like that is there already, to write into; throws Error naming it.
FileDescriptor open_for_writing(const fs::path& file);

/// Writes all bytes; throws Error naming `file`.
void write_all(const FileDescriptor& fd, std::string_view bytes, const fs::path& file);

/// Renames `from` to `to` and syncs the folder, so that the new name survives a crash.
void rename_durably(const fs::path& from, const fs::path& to);

/// Points the symbolic link `link` at `target` by one rename: readers see the old or the new one.
void swap_symlink(const fs::path& link, const fs::path& target);

/// Syncs every file and folder below `folder`.
void sync_tree(const fs::path& folder);

/// Hard-links `from` as `to`; copies (sharing blocks where the file system can) when a link is not possible.
void link_or_copy(const fs::path& from, const fs::path& to);

/// Copies bytes only, to a new file of `mode`, sharing blocks where the file system can.
void copy_file_contents(const fs::path& from, const fs::path& to, fs::perms mode = fs::perms(0644));

/// Whether something of that name is there, a link to nothing included.
bool is_there(const fs::path& file);

/// Creates the folder and those above it; throws Error naming it.
void make_folders(const fs::path& folder);

/// Likewise; those that it creates are open to their owner alone (0700).
void make_private_folders(const fs::path& folder);

/// Removes a tree whatever its permissions, crossing no mount point and following no link.
/// A path that is not there is no error.
void remove_tree(const fs::path& tree);

/// A folder of one's own, removed with what is in it at the end unless released. While it lives the kernel
/// holds a lock on it, which ends with the process however that ends: see store::sweep_unused.
class TempDir {
 public:
  /// Makes `parent`/`prefix`XXXXXX with mode 0700; `parent` is created when missing.
  TempDir(const fs::path& parent, const std::string& prefix);
  TempDir(TempDir&& other) noexcept
      : m_path(std::exchange(other.m_path, {})), m_lock(std::move(other.m_lock)) {}
  TempDir& operator=(TempDir&& other) noexcept;
  ~TempDir();
  const fs::path& path() const { return m_path; }
  /// Keeps the folder and gives its path.
  fs::path release() {
    m_lock.reset();
    return std::exchange(m_path, {});
  }

 private:
  fs::path m_path;
  FileDescriptor m_lock;
};

/// Takes the lock of a TempDir's folder for one who would remove it. Nothing when a process is using the
/// folder, when it is no folder, or when the file system cannot lock folders (`cannot_tell` is true then).
FileDescriptor lock_unused_folder(const fs::path& folder, bool& cannot_tell);

}  // namespace rpmworks
