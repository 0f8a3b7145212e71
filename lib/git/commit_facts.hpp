// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "git/export_subst.hpp"
#include "git/handles.hpp"

namespace rpmworks::git {

/// What a commit says of itself, its text as UTF-8.
CommitFacts facts_of(git_repository* repository, const Commit& commit);

}  // namespace rpmworks::git
