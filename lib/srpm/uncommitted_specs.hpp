// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.hpp"
#include "git/tree_files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The specs that the work tree has and the tree that is packaged lacks, as paths from the root: the one that
/// the request names, or those where specs are looked for first. None where a ref is asked for.
std::vector<std::string> uncommitted_specs(const git::TreeFiles& tree, const Request& request);

/// Says of an Error for a missing spec that it is there and not committed, and what to do; false when there
/// are no such specs.
bool tell_of_uncommitted(Error& error, const git::TreeFiles& tree, const std::vector<std::string>& specs,
                         const Request& request);

}  // namespace rpmworks::srpm
