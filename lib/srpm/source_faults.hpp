// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "srpm/sources.hpp"

namespace rpmworks::srpm {

/// "Source0", "Patch12".
std::string tag_of(const rpm::SpecSource& source);
/// Whether what a spec says of a source is a URL rather than a file.
bool is_url(const std::string& value);
/// The line of the spec that names a source.
SourcePosition place_of(const Gathering& what, const rpm::SpecSource& source);
/// What to write into repos.yaml for those that can be fetched, as "sources: { … }"; "" when none can.
std::string yaml_for(const std::vector<rpm::SpecSource>& sources);
/// What is said of sources that nothing provides.
Error missing_error(const Gathering& what, const std::vector<rpm::SpecSource>& missing);
/// What is said of a source that is a symbolic link at `path` to `target`, which is not in the tree.
Error dangling_link(const Gathering& what, const rpm::SpecSource& source, const std::string& path,
                    const std::string& target);

}  // namespace rpmworks::srpm
