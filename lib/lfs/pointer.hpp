// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks::lfs {

/// What stands in a commit for a file that git LFS keeps elsewhere.
struct LfsPointer {
  std::string oid;  ///< SHA-256 of the file
  uint64_t size = 0;
  bool extended =
      false;  ///< an extension of git LFS changed the file on its way in: oid is not the file's own
};

/// Reads the content of a file with the attribute filter=lfs; nothing when git-lfs would leave it as it is
/// (github.com/git-lfs/git-lfs, docs/spec.md). As git-lfs does, it takes what its predecessors wrote too,
/// empty lines, and CR before the ends of lines.
std::optional<LfsPointer> lfs_pointer(std::string_view content);

}  // namespace rpmworks::lfs
