// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The sorted paths of a commit's tree that a package of one folder (`request.subdir`, not empty) is made
/// from: the folder, the targets of symbolic links in it, the .gitattributes above it, and, if the spec is
/// outside of the folder, the spec and the files beside it that may be its sources. The spec is read as text,
/// not parsed, so the result may contain unused paths but never lacks a used one.
///
/// Returns nothing if the paths depend on more than the text of the spec; then the whole tree counts. If a
/// line of the spec is the reason, `because` is set to a clause for the user that names the line.
std::optional<std::vector<std::string>> packaged_paths(const git::Repository& repository,
                                                       const git::Commit& commit, const Request& request,
                                                       std::string* because = nullptr);

}  // namespace rpmworks::srpm
