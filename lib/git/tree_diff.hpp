// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "git/repository.hpp"

namespace rpmworks::git {

/// A folder of a commit's tree.
struct Folder {
  Commit commit;
  std::string path;  ///< "" for the whole tree
};

/// The changes between two folders, as `git diff-tree --patch-with-stat --text --no-renames` prints them with
/// an empty configuration: the summary of changed files, then a patch for `patch -p1`; "" if they are equal.
/// Names are relative to the folders; `leaves_out` returns whether to skip one. Throws Error if a folder does
/// not exist.
std::string tree_diff(const Repository& repository, const Folder& before, const Folder& after,
                      const std::function<bool(const std::string&)>& leaves_out);

}  // namespace rpmworks::git
