// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a file changed, by what the kernel reports about it, as git does for the files of a work tree.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::store {

/// Identifies the content of a file without reading it: a file that is written to, or replaced, gets another
/// identity.
struct FileIdentity {
  using Time = std::chrono::system_clock::time_point;

  std::string text;
  /// Until this time, the file could be written to without getting another identity, because file systems
  /// note times in steps: of the kernel's clock, or of whole seconds.
  Time ambiguous_until;

  /// Whether writing to the file now would change its identity.
  bool is_settled() const { return ambiguous_until < std::chrono::system_clock::now(); }
};

/// What the kernel reports about a file. Symbolic links are not followed.
class FileStatus {
 public:
  /// Nothing if the file does not exist or its folder cannot be searched.
  static std::optional<FileStatus> of(const fs::path& file);
  /// As of(), for a name in an open folder. If it returns nothing, errno tells why.
  static std::optional<FileStatus> at(int folder, const char* name);

  bool is_regular() const { return S_ISREG(m_info.stx_mode); }
  bool is_folder() const { return S_ISDIR(m_info.stx_mode); }
  mode_t mode() const { return m_info.stx_mode; }
  /// Whether the file has only one name.
  bool is_single() const { return m_info.stx_nlink == 1; }

  /// Inode, size, mtime and birth time. They stay the same when the file gets or loses a link, so this is for
  /// files that releases link to.
  FileIdentity content() const;
  /// As content(), and the ctime: also notices a program that sets the mtime back after writing.
  FileIdentity content_and_ctime() const;

 private:
  explicit FileStatus(const struct statx& info) : m_info(info) {}

  struct statx m_info;
};

}  // namespace rpmworks::store
