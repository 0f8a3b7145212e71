// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.hpp"

namespace rpmworks::store {

/// What the store remembers of a user's file that was found to be a copy of a blob, so that large files need
/// not be compared again: as git knows unchanged files of a work tree by what the kernel says of them
/// (device, inode, size, times of the content and of the inode), which another content changes.
class KnownCopy {
 public:
  /// Looks at the file as it is now; one that is missing is never known.
  KnownCopy(Store& store, const std::string& sha256, const fs::path& file);

  /// Whether it is the file that was remembered for this blob.
  bool is_known() const;

  /// Remembers it; call it when the file was read after this object was made, and has the blob's bytes. One
  /// that changed in the last moments, or whose times are whole seconds, is not remembered: it could change
  /// again with the same times.
  void remember();

 private:
  Store& m_store;
  std::string m_key;
  std::string m_state;  ///< empty: there is no such file
  bool m_is_settled = false;
};

/// As Store::has_whole_blob, but a blob that was found whole is not read again while the kernel says of its
/// file what it said then.
bool has_blob_known_whole(Store& store, const std::string& sha256);

}  // namespace rpmworks::store
