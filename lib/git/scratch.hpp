// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "git/handles.hpp"

namespace rpmworks::git {

/// A repository in memory on top of another one: it reads the other's objects and discards what is written to
/// it. The other's files keep their times, and its configuration, index and attributes have no effect.
RepositoryHandle scratch_over(const Repository& repository);

}  // namespace rpmworks::git
