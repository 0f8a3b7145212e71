// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only.

#include <string>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Whether the repository is a partial clone (git clone --filter): objects that it lacks are not lost.
bool is_partial(git_repository* repository);

/// Throws Error(invalid) if the partial clone lacks the content of any of `files`, which are about to be read
/// of a commit below `subdir`. The Error names the files and the command that fetches them.
void require_files(git_repository* repository, const Commit& commit, const std::string& subdir,
                   const std::vector<const TreeEntry*>& files);

}  // namespace rpmworks::git
