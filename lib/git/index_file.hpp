// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only.

#include <string>
#include <string_view>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// A repository's index, read into memory.
struct IndexFile {
  IndexHandle index;
  /// A folder of which a sparse index holds its tree alone. `index` has no entry for it.
  struct SparseFolder {
    std::string path;  ///< without '/' at its end
    git_oid tree;
  };
  std::vector<SparseFolder> sparse;

  /// Whether it has an entry for a path, or one of those folders has one.
  bool tracks(git_repository* repository, const std::string& path) const;
};

/// Reads the index `file`; an empty index when there is no such file. libgit2 knows neither sparse indexes
/// nor indexes without a checksum (index.sparse, index.skipHash): of those it is given a copy that it can
/// read. Throws Error(invalid) for what neither can read.
IndexFile read_index(const fs::path& file);

/// The bytes of an index as libgit2 reads them: without the mark of a sparse index, with a checksum. Nothing
/// is changed of an index that is damaged, which libgit2 then says.
std::string readable_index(std::string bytes);

}  // namespace rpmworks::git
