// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scaffold/build_text.hpp"
#include "scaffold/survey.hpp"

namespace rpmworks::scaffold {

/// Fills in the arguments of the template's commands for a project: how to make its configure, options that
/// disable tests, variables of make, the environment of Go and Python. Warns about downloads, because a build
/// has no network.
void find_build_options(const TreeView& tree, const BuildText& text, Project& project);

/// For a project without a build system: its programs and other files.
void find_loose_files(const TreeView& tree, Project& project);

}  // namespace rpmworks::scaffold
