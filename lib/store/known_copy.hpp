// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.hpp"

namespace rpmworks::store {

/// Remembers in the store that a file is a copy of a blob, so that large files need not be compared again. As
/// git does for files of a work tree, it takes a file for unchanged while the kernel reports the same device,
/// inode, size and times (of the content and of the inode): writing into a file changes them. So does a power
/// cut that loses what was written, because file systems write the size of a file after its data.
class KnownCopy {
 public:
  /// Looks at the file as it is now. A file that does not exist is never known.
  KnownCopy(Store& store, const std::string& sha256, const fs::path& file);

  /// Whether the file is unchanged since it was remembered for this blob.
  bool is_known() const;

  /// Remembers the file. Call it if the file was read after this object was made and has the blob's bytes. A
  /// file that changed in the last moments, or whose times are whole seconds, is not remembered: it could
  /// change again without other times.
  void remember();

 private:
  Store& m_store;
  std::string m_key;
  std::string m_state;  ///< empty: the file does not exist
  bool m_is_settled = false;
};

/// As Store::has_whole_blob, but a blob that was found whole before is not read again while its file is
/// unchanged, as KnownCopy sees it.
bool has_blob_known_whole(Store& store, const std::string& sha256);

}  // namespace rpmworks::store
