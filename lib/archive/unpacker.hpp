// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "archive/reader.hpp"
#include "core/own_umask.hpp"

namespace rpmworks::archive {

/// Writes members below one folder and nowhere else: a path with "..", or one that leads through a symbolic
/// link, is refused. Files belong to the caller; setuid, setgid and sticky bits are not set.
class Unpacker {
 public:
  /// `root` must exist. libarchive asks for the umask by setting it to 0 and back, when it begins and for
  /// each member: what other threads make meanwhile would be open to everybody, were the umask theirs too.
  Unpacker(const fs::path& root, const OwnUmask& own);
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;
  ~Unpacker();

  /// Writes a member with the content that `content` stands at. Its path, and a hard link's target, count
  /// from the root; missing folders are made. A file or link that is there already is replaced. Throws
  /// Error(invalid) for a path that leads out, Error(failed) when the disk does not take it.
  void write(const Member& member, Reader& content);
  /// Sets the times of folders, which writing into them changed.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
