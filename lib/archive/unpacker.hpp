// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "archive/reader.hpp"
#include "core/own_umask.hpp"

namespace rpmworks::archive {

/// Writes members only below one folder: a path with "..", or one through a symbolic link, is refused. Files
/// belong to the caller; setuid, setgid and sticky bits are not set.
class Unpacker {
 public:
  /// `root` must exist. libarchive asks for the umask by setting it to 0 and back, when it begins and for
  /// each member: what other threads make meanwhile would be open to everybody, were the umask theirs too.
  Unpacker(const fs::path& root, const OwnUmask& own);
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;
  ~Unpacker();

  /// Writes a member with the current content of `content`. Its path, and a hard link's target, are relative
  /// to the root; missing folders are created. An existing file or link is replaced. Throws Error(invalid)
  /// for a path outside of the root, Error(failed) if writing fails.
  void write(const Member& member, Reader& content);
  /// Sets the times of folders, which change when files are written into them.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
