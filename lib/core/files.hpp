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

// What a sync is for. A rename shows readers the old file or the new one, never a part; that needs no sync.
// After a power cut, however, a file that was renamed but not synced may be empty or cut off under its new
// name. So the functions below come in two sorts. Functions that sync are for files that nothing can make
// again or check: releases, files that the user asked for, the only record of something. Functions that do
// not sync are for temporary files, for folders that are synced as a whole before they get their name, and
// for caches whose readers notice damage.

/// Replaces a file whole or not at all, and for good: a temporary file beside it is written, synced and
/// renamed over `file`, and the folder is synced. What was there before stays when anything fails.
void write_file_atomically(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// The same without any sync: after a power cut the file may be the earlier one, empty or cut off.
void replace_file(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Writes a file that does not exist yet, without any sync.
void write_new_file(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Opens a device, FIFO or the like that exists already, to write into; throws Error naming it.
FileDescriptor open_for_writing(const fs::path& file);

/// Creates a file of exactly `mode` and opens it to write into; throws Error when it exists.
FileDescriptor create_file(const fs::path& file, fs::perms mode = fs::perms(0644));

/// Writes all bytes; throws Error naming `file`.
void write_all(const FileDescriptor& fd, std::string_view bytes, const fs::path& file);

/// Renames `from` to `to` and syncs the folder of `to`, so that the new name survives a power cut. What
/// `from` holds must have been synced before.
void rename_durably(const fs::path& from, const fs::path& to);

/// Renames without any sync; throws Error naming `to`.
void rename_file(const fs::path& from, const fs::path& to);

/// Points the symbolic link `link` at `target` by one rename, for good: readers see the old or the new
/// target.
void swap_symlink(const fs::path& link, const fs::path& target);

/// Syncs one file, or the list of names of one folder.
void sync_path(const fs::path& path);

/// Syncs every file and folder below `folder`.
void sync_tree(const fs::path& folder);

/// Syncs all of the file system that `folder` lies on, by one call: faster than sync_tree for many files.
void sync_file_system(const fs::path& folder);

/// Hard-links `from` as `to`; copies (sharing blocks where the file system can) when a link is not possible.
void link_or_copy(const fs::path& from, const fs::path& to);

/// Copies bytes only, to a new file of `mode`, sharing blocks where the file system can.
void copy_file_contents(const fs::path& from, const fs::path& to, fs::perms mode = fs::perms(0644));

/// Makes `to`, an empty file, share the blocks of `from`. Gives false, with nothing done, where the file
/// system cannot.
bool share_blocks(const FileDescriptor& from, const FileDescriptor& to);

/// Whether the name exists; a symbolic link to nothing exists too.
bool is_there(const fs::path& file);

/// Creates the folder and those above it; throws Error naming it.
void make_folders(const fs::path& folder);

/// The same; folders that it creates are open to their owner alone (0700).
void make_private_folders(const fs::path& folder);

/// Removes a tree of files that belong to this user, whatever their permissions, crossing no mount point and
/// following no link. A path that does not exist is no error. See sandbox::remove_build_tree for trees with
/// files of other users.
void remove_tree(const fs::path& tree);

/// A temporary folder, removed with its contents when this object ends, unless released. Until then the
/// process holds a lock on the folder, which the kernel frees however the process ends: see
/// store::sweep_unused.
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

/// Locks the folder of a TempDir whose process has ended, in order to remove it. Gives nothing when a process
/// is using the folder, when it is no folder, or when the file system cannot lock folders (`cannot_tell` is
/// true then).
FileDescriptor lock_unused_folder(const fs::path& folder, bool& cannot_tell);

}  // namespace rpmworks
