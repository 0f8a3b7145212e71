// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace rpmworks::git {

/// git-lfs does not treat a file of this size or more as a pointer (github.com/git-lfs/git-lfs,
/// docs/spec.md).
constexpr std::size_t k_largest_lfs_pointer = 1024;

}  // namespace rpmworks::git
