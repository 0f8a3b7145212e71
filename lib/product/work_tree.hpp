// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::product {

/// How to handle uncommitted changes in a work tree that is packaged.
enum class DirtyTree {
  refuse,  ///< changes are an error
  offer,   ///< changes are an error, whose hint suggests --dirty
  leave,   ///< package HEAD without the changes
  package  ///< package the changes: --dirty
};

/// If the work tree has changes, sets `dirty` in the request, so that they are packaged. If changes are
/// refused, throws an Error(invalid) that names them. Throws Error(usage) for --dirty if there is no work
/// tree or if the request names a commit.
void settle_changes(const git::Repository& repository, srpm::Request& request, DirtyTree how);

/// Warns about files that the spec names and git does not track.
void warn_of_untracked(Reporter& reporter, const git::Repository& repository, const srpm::Request& request,
                       const srpm::Srpm& srpm);

/// Normalizes a path from the command line that is relative to the root of a repository, as `spec:` and
/// `subdir:` of repos.yaml are. Throws Error(usage) if the path leads out of the repository.
std::string inside_of_tree(const std::string& given, const char* option);

/// As inside_of_tree, but also accepts paths that a shell completes. If `work_tree` (empty: none) has no such
/// file, `given` may be an absolute path, or a path relative to the current folder, to a file in `work_tree`.
std::string path_in_tree(const std::string& given, const char* option, const fs::path& work_tree);

/// A folder of a work tree as a path relative to its root. "" for the root, and for folders outside of the
/// work tree.
std::string folder_in_tree(const fs::path& folder, const fs::path& work_tree);

/// Removes trailing slashes: "/src/hello/" becomes "/src/hello".
std::string without_slash(const fs::path& folder);

}  // namespace rpmworks::product
