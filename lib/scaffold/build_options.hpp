// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scaffold/build_text.hpp"
#include "scaffold/survey.hpp"

namespace rpmworks::scaffold {

/// Fills in how the template's commands are called for a project: what makes its configure, the options that
/// leave tests out, variables of make, the environment of Go and Python; and warns of what a build without
/// network does not get.
void find_build_options(const TreeView& tree, const BuildText& text, Project& project);

/// For a project that nothing builds: its programs, and the rest of its files.
void find_loose_files(const TreeView& tree, Project& project);

}  // namespace rpmworks::scaffold
