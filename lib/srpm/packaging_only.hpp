// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/tree_files.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::srpm {

/// Whether the folder `subdir` ("": all) of a tree is the packaging of somebody else's project, not a
/// project: nothing but specs, patches, what `info` names as a source, hidden files, READMEs and licences.
bool holds_packaging_only(const git::TreeFiles& tree, const std::string& subdir, const rpm::SpecInfo& info);

/// Why a source that the spec names by a URL is likely not this tree, as the end of "Source0 is made of this
/// commit, …": the tree is packaging alone; the URL is of a project that neither the package nor the
/// repository (`origin`: its address) is called; or other specs beside this one are of other projects. ""
/// when nothing speaks against it.
std::string foreign_because(const git::TreeFiles& tree, const std::string& subdir, const rpm::SpecInfo& info,
                            const std::string& spec, const rpm::SpecSource& source,
                            const std::string& origin);

}  // namespace rpmworks::srpm
