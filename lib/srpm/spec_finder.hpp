// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "srpm/srpm.hpp"
#include "srpm/tree_files.hpp"

namespace rpmworks::srpm {

/// The path of the spec a request means, from the root of the tree. Throws Error(invalid): the one named is
/// not there, there is none, or several are equally near.
std::string choose_spec(const TreeFiles& tree, const Request& request);

}  // namespace rpmworks::srpm
