// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scaffold/survey.hpp"
#include "scaffold/tree_view.hpp"

namespace rpmworks::scaffold {

/// Fills in what a project's build needs and what it installs: BuildRequires, whether it is a library, units
/// and users, the options of the template. Warns of what a build without network and without .git cannot do.
void find_build_needs(const TreeView& tree, Project& project);

}  // namespace rpmworks::scaffold
