// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scaffold/survey.hpp"
#include "scaffold/tree_view.hpp"

namespace rpmworks::scaffold {

/// Fills in the needs of a project's build and its results: BuildRequires, whether it is a library, units and
/// users, the options of the template. Warns about things that fail without network and .git.
void find_build_needs(const TreeView& tree, Project& project);

}  // namespace rpmworks::scaffold
