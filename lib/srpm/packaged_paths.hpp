// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The paths of a commit's tree that a package of one folder (`request.subdir`, not empty) is made of: the
/// folder, what symbolic links in it lead to, the .gitattributes above it, and where the spec lies outside of
/// the folder, the spec and the files beside it that may be its sources. Sorted. The spec is read as text and
/// not parsed, so a path may be among them that the package does not use, but none that it uses is missing.
/// Nothing when only a parsed spec could tell: then all of the tree counts. Where it is a line of the spec
/// that cannot be told, `because` gets a clause for the user that says which.
std::optional<std::vector<std::string>> packaged_paths(const git::Repository& repository,
                                                       const git::Commit& commit, const Request& request,
                                                       std::string* because = nullptr);

}  // namespace rpmworks::srpm
