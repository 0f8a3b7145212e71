// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "git/export_subst.hpp"
#include "git/handles.hpp"

namespace rpmworks::git {

/// What a commit says of itself, its text as UTF-8.
CommitFacts facts_of(git_repository* repository, const Commit& commit);

/// Likewise, with the names that the commit's own .mailmap gives to people.
CommitFacts facts_with_mailmap(git_repository* repository, const Commit& commit);

}  // namespace rpmworks::git
