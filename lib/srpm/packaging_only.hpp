// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "rpm/spec.hpp"
#include "spec/spec_in_tree.hpp"

namespace rpmworks::srpm {

/// Whether the packaged folder contains only the packaging of a project developed elsewhere: specs, patches,
/// files that `info` names as sources, hidden files, READMEs and licences. `info` is the result of parsing
/// the spec.
bool holds_packaging_only(const spec::SpecInTree& spec, const rpm::SpecInfo& info);

/// The reason why a source that the spec names by a URL is probably not this tree; the end of the sentence
/// "Source0 is made from this commit, …". Reasons: the tree contains only packaging; the URL is of a project
/// whose name neither the package nor the tree's repository has; specs beside this one are of other projects.
/// "" if there is no such reason.
std::string foreign_source_reason(const spec::SpecInTree& spec, const rpm::SpecInfo& info,
                                  const rpm::SpecSource& source);

}  // namespace rpmworks::srpm
