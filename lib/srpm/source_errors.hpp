// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "srpm/sources.hpp"

namespace rpmworks::srpm {

/// "Source0", "Patch12".
std::string tag_of(const rpm::SpecSource& source);
/// Whether the value of a Source tag is a URL and not a file.
bool is_url(const std::string& value);
/// The line of the spec that names a source.
SourcePosition place_of(const SourceContext& what, const rpm::SpecSource& source);
/// The lines for repos.yaml that fetch these sources, as "sources: { … }"; "" if none can be fetched.
std::string yaml_for(const std::vector<rpm::SpecSource>& sources);
/// The error for sources that are not found.
Error missing_error(const SourceContext& what, const std::vector<rpm::SpecSource>& missing);
/// The error for a source that is a symbolic link at `path` to `target`, which is not in the tree.
Error dangling_link(const SourceContext& what, const rpm::SpecSource& source, const std::string& path,
                    const std::string& target);

}  // namespace rpmworks::srpm
