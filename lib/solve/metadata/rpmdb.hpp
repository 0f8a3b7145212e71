// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the packages of installed systems.
#pragma once

#include "core/files.hpp"
#include "solve/pool.hpp"

namespace rpmworks::solve {

/// Adds the packages of an rpm database: a folder with its files, or an installed root that has one. Symbolic
/// links in a root lead to files in the root, as for a program that runs in it. repo_internalize must follow.
/// Throws Error(invalid) if there is no database that can be read.
void add_rpmdb(Repo* repo, const fs::path& path);

}  // namespace rpmworks::solve
