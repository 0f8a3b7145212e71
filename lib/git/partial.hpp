// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only.

#include <string>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Whether the repository is a partial clone (git clone --filter), so that missing objects are expected.
bool is_partial(git_repository* repository);

/// Throws Error(invalid) if the partial clone lacks any of `files`, which are about to be read from a commit
/// below `subdir`. The Error lists the files and the command that fetches them.
void require_files(git_repository* repository, const Commit& commit, const std::string& subdir,
                   const std::vector<const TreeEntry*>& files);

}  // namespace rpmworks::git
