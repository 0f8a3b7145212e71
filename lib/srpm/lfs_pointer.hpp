// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::srpm {

/// Whether a file's content is a pointer to one that git LFS keeps elsewhere
/// (github.com/git-lfs/git-lfs, docs/spec.md).
inline bool is_lfs_pointer(std::string_view content) {
  return content.starts_with("version https://git-lfs.github.com/spec/");
}

}  // namespace rpmworks::srpm
