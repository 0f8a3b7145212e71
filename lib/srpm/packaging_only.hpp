// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/tree_files.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::srpm {

/// Whether the folder `subdir` ("": the whole tree) contains only the packaging of a project developed
/// elsewhere: specs, patches, files that `info` names as sources, hidden files, READMEs and licences.
bool holds_packaging_only(const git::TreeFiles& tree, const std::string& subdir, const rpm::SpecInfo& info);

/// The reason why a source that the spec names by a URL is probably not this tree; the end of the sentence
/// "Source0 is made from this commit, …". Reasons: the tree contains only packaging; the URL is of a project
/// whose name neither the package nor the repository (`origin`: its address) has; specs beside this one are
/// of other projects. "" if there is no such reason.
std::string foreign_source_reason(const git::TreeFiles& tree, const std::string& subdir,
                                  const rpm::SpecInfo& info, const std::string& spec,
                                  const rpm::SpecSource& source, const std::string& origin);

}  // namespace rpmworks::srpm
