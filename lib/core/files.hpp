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

/// Makes sure that stdin, stdout and stderr are open. If one were closed, the next file that is opened would
/// get its number, and output would go into that file. A closed stream is replaced by a file that cannot be
/// written, so that losing results is an error. main calls this function before anything else.
void hold_standard_streams();

/// Opens `file` close-on-exec. Throws an Error that names `file`.
FileDescriptor open_for_reading(const fs::path& file);

/// The whole file as bytes.
std::string read_file(const fs::path& file);

// When to sync. After a rename, readers see the old file or the new file, never a part; that needs no sync.
// After a power cut, however, a file that was renamed but not synced may be empty or truncated under its new
// name. So there are two kinds of functions below. Functions that sync are for files that cannot be recreated
// or checked: releases, files that the user asked for, the only record of something. Functions that do not
// sync are for temporary files, for folders that are synced as a whole before they get their final name, and
// for caches whose readers detect damage.

/// Replaces a file atomically and durably: writes and syncs a temporary file in the same folder, renames it
/// to `file`, and syncs the folder. If anything fails, the earlier file stays.
void write_file_atomically(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Replaces a file atomically, without any sync: after a power cut the file may have its earlier contents, or
/// be empty or truncated.
void replace_file(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Writes a file that does not exist yet, without any sync.
void write_new_file(const fs::path& file, std::string_view bytes, fs::perms mode = fs::perms(0644));

/// Opens an existing device, FIFO or similar file for writing. Throws an Error that names it.
FileDescriptor open_for_writing(const fs::path& file);

/// Creates a file with exactly `mode` and opens it for writing. Throws Error if the file exists.
FileDescriptor create_file(const fs::path& file, fs::perms mode = fs::perms(0644));

/// Writes all bytes. Throws an Error that names `file`.
void write_all(const FileDescriptor& fd, std::string_view bytes, const fs::path& file);

/// Renames `from` to `to` and syncs the folder of `to`, so that the new name survives a power cut. The
/// contents of `from` must have been synced before.
void rename_durably(const fs::path& from, const fs::path& to);

/// Renames without any sync. Throws an Error that names `to`.
void rename_file(const fs::path& from, const fs::path& to);

/// Points the symbolic link `link` to `target` by one rename, and syncs the folder: readers see the old or
/// the new target.
void swap_symlink(const fs::path& link, const fs::path& target);

/// Syncs one file, or the list of names of one folder.
void sync_path(const fs::path& path);

/// Syncs every file and folder below `folder`.
void sync_tree(const fs::path& folder);

/// Syncs the whole file system of `folder` by one call: faster than sync_tree for many files.
void sync_file_system(const fs::path& folder);

/// Creates `to` as a hard link to `from`. If that is not possible, copies the file (sharing blocks if the
/// file system can).
void link_or_copy(const fs::path& from, const fs::path& to);

/// Copies the contents, and nothing else, to a new file with `mode`, sharing blocks if the file system can.
void copy_file_contents(const fs::path& from, const fs::path& to, fs::perms mode = fs::perms(0644));

/// Makes `to`, an empty file, share the blocks of `from`. If the file system cannot, returns false and
/// changes nothing.
bool share_blocks(const FileDescriptor& from, const FileDescriptor& to);

/// Whether the name exists. A dangling symbolic link exists.
bool is_there(const fs::path& file);

/// Creates the folder and its missing parents. Throws an Error that names the folder.
void make_folders(const fs::path& folder);

/// As make_folders, but new folders get mode 0700.
void make_private_folders(const fs::path& folder);

/// Removes a tree of files that belong to this user, whatever their permissions. Does not cross mount points
/// or follow links. A path that does not exist is not an error. For trees with files of other users see
/// sandbox::remove_build_tree.
void remove_tree(const fs::path& tree);

/// A temporary folder. The destructor removes it with its contents, unless release() was called. Until then
/// the process holds a lock on the folder, which the kernel frees however the process ends: see
/// store::sweep_unused.
class TempDir {
 public:
  /// Makes `parent`/`prefix`XXXXXX with mode 0700. Creates `parent` if it does not exist.
  TempDir(const fs::path& parent, const std::string& prefix);
  TempDir(TempDir&& other) noexcept
      : m_path(std::exchange(other.m_path, {})), m_lock(std::move(other.m_lock)) {}
  TempDir& operator=(TempDir&& other) noexcept;
  ~TempDir();
  const fs::path& path() const { return m_path; }
  /// Returns the path; the folder will not be removed.
  fs::path release() {
    m_lock.reset();
    return std::exchange(m_path, {});
  }

 private:
  fs::path m_path;
  FileDescriptor m_lock;
};

/// Locks a TempDir's folder whose process has ended, so that the caller can remove it. Returns nothing if a
/// process is using the folder, if `folder` is not a folder, or if the file system cannot lock folders (then
/// `cannot_tell` is true).
FileDescriptor lock_unused_folder(const fs::path& folder, bool& cannot_tell);

}  // namespace rpmworks
