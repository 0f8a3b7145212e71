// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.hpp"

namespace rpmworks::store {

/// Remembers in the store that a file is a copy of a blob, so that large files need not be compared again. A
/// file counts as unchanged while it has the same identity: see FileStatus::content_and_ctime. A power cut
/// that loses data changes it too, because file systems write the size of a file after its data.
class KnownCopy {
 public:
  /// Reads the current status of the file. A file that does not exist is never known, nor is a symbolic link.
  KnownCopy(Store& store, const std::string& sha256, const fs::path& file);

  /// Whether the file is unchanged since it was remembered for this blob.
  bool is_known() const;

  /// Remembers the file. Call it only if the file was read after this object was made and has the blob's
  /// bytes. Does not remember a file that changed a moment ago, because it could change again without getting
  /// another identity.
  void remember();

 private:
  Store& m_store;
  std::string m_key;
  std::string m_state;  ///< empty: there is no such file
  bool m_is_settled = false;
};

}  // namespace rpmworks::store
