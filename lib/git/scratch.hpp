// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "git/handles.hpp"

namespace rpmworks::git {

/// A repository in memory over the objects of another: it reads what the other has, what it writes is gone
/// with it, no file of the other gets a new time, and no configuration, index or attributes of the other
/// reach it.
RepositoryHandle scratch_over(const Repository& repository);

}  // namespace rpmworks::git
