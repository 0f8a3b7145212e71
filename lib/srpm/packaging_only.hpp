// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "rpm/spec.hpp"
#include "srpm/tree_files.hpp"

namespace rpmworks::srpm {

/// Whether the folder `subdir` ("": all) of a tree is the packaging of somebody else's project, not a
/// project: nothing but specs, patches, what `info` names as a source, hidden files, READMEs and licences.
bool holds_packaging_only(const TreeFiles& tree, const std::string& subdir, const rpm::SpecInfo& info);

}  // namespace rpmworks::srpm
