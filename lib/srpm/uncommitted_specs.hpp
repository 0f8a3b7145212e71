// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.hpp"
#include "git/tree_files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The specs that exist in the work tree but not in the packaged tree, as paths from the root: the spec that
/// the request names, or those in the usual folders. Empty if a ref is requested.
std::vector<std::string> uncommitted_specs(const git::TreeFiles& tree, const Request& request);

/// Adds to the error for a missing spec that the spec exists but is not committed, and what to do. Returns
/// false if there is no such spec.
bool explain_uncommitted(Error& error, const git::TreeFiles& tree, const std::vector<std::string>& specs,
                         const Request& request);

}  // namespace rpmworks::srpm
