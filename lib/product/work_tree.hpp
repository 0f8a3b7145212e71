// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/events.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::product {

/// What becomes of uncommitted changes in a work tree that is packaged.
enum class DirtyTree {
  refuse,  ///< they are an error
  offer,   ///< likewise, and its hint names --dirty
  leave,   ///< HEAD is packaged without them
  package  ///< they are packaged: --dirty
};

/// Says in the request that the work tree's changes are packaged, when there are some. Throws Error(invalid)
/// naming them when they are refused, Error(usage) for --dirty where there is no work tree or a commit is
/// meant.
void settle_changes(const git::Repository& repository, srpm::Request& request, DirtyTree how);

/// Warns of files that the spec means and git does not track.
void warn_of_untracked(Reporter& reporter, const git::Repository& repository, const srpm::Request& request,
                       const srpm::Srpm& srpm);

/// A path of a repository that the command line gives, as `spec:` and `subdir:` of repos.yaml are read: from
/// its root. Throws Error(usage) for one that leads out of it.
std::string inside_of_tree(const std::string& given, const char* option);

/// Likewise, and what a shell completes: where `work_tree` (empty: none) has no such file, a path from the
/// current folder or an absolute one that lies in it.
std::string path_in_tree(const std::string& given, const char* option, const fs::path& work_tree);

/// A folder of a work tree as a path from its root; "" for the root, and for what is no part of it.
std::string folder_in_tree(const fs::path& folder, const fs::path& work_tree);

/// "/src/hello/" without the slash.
std::string without_slash(const fs::path& folder);

}  // namespace rpmworks::product
