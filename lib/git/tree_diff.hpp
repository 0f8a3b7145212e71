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

/// What changed between two folders, as `git diff-tree --patch-with-stat --text --no-renames` shows it with
/// an empty configuration: the summary of changed files, then the patch, for `patch -p1`. "" when nothing
/// did. Names in it are those below the folders; `leaves_out` is asked about each. Throws Error when one of
/// the folders is not there.
std::string tree_diff(const Repository& repository, const Folder& before, const Folder& after,
                      const std::function<bool(const std::string&)>& leaves_out);

}  // namespace rpmworks::git
