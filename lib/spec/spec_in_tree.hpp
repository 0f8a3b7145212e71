// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "git/tree_files.hpp"

namespace rpmworks::spec {

/// A spec and the tree that it is packaged from.
struct SpecInTree {
  const git::TreeFiles& tree;  ///< must outlive this value
  std::string path;            ///< of the spec, from the root of the tree
  std::string root;            ///< the packaged folder; "" for the whole tree
};

}  // namespace rpmworks::spec
