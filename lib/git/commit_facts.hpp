// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "git/export_subst.hpp"
#include "git/handles.hpp"

namespace rpmworks::git {

/// The data of a commit, converted to UTF-8.
CommitFacts facts_of(git_repository* repository, const Commit& commit);

/// Same, with names mapped by the commit's own .mailmap.
CommitFacts facts_with_mailmap(git_repository* repository, const Commit& commit);

}  // namespace rpmworks::git
