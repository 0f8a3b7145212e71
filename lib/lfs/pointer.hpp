// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks::lfs {

/// The pointer that a commit contains for a file in git LFS.
struct Pointer {
  std::string oid;  ///< SHA-256 of the file
  uint64_t size = 0;
  bool extended = false;  ///< a git LFS extension changed the file: oid is not that of the original file
};

/// Parses the content of a file with the attribute filter=lfs. Returns nothing if git-lfs would not treat it
/// as a pointer (github.com/git-lfs/git-lfs, docs/spec.md). Like git-lfs, accepts the versions of its
/// predecessors, empty lines and CRLF.
std::optional<Pointer> parse_pointer(std::string_view content);

}  // namespace rpmworks::lfs
