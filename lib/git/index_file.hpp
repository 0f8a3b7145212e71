// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only.

#include <string>
#include <string_view>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// A repository's index, read into memory.
struct IndexFile {
  IndexHandle index;
  /// A folder of which a sparse index stores only the tree. `index` has no entry for it.
  struct SparseFolder {
    std::string path;  ///< without '/' at its end
    git_oid tree;
  };
  std::vector<SparseFolder> sparse;

  /// Whether the index or one of these folders has an entry for a path.
  bool tracks(git_repository* repository, const std::string& path) const;
};

/// Reads the index `file`; returns an empty index if it does not exist. libgit2 supports neither sparse
/// indexes nor indexes without a checksum (index.sparse, index.skipHash), so it gets a converted copy of
/// those. Throws Error(invalid) if the index still cannot be read.
IndexFile read_index(const fs::path& file);

/// Converts an index for libgit2: removes the mark of a sparse index and adds a checksum. A damaged index
/// stays unchanged, so that libgit2 reports it.
std::string readable_index(std::string bytes);

}  // namespace rpmworks::git
