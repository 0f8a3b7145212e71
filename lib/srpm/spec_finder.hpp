// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

#include "git/tree_files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// Where a spec is looked for first, nearest first; "" is the root.
inline constexpr std::array<std::string_view, 5> k_spec_folders = {"", "rpm", "packaging", "dist",
                                                                   ".packaging"};

/// A template in the tree that some build makes a spec of ("foo.spec.in"); "" when there is none.
std::string spec_template_in(const std::vector<git::TreeEntry>& tree);

/// The specs that a request may mean, as paths from the root of the tree: the one it names, or all that are
/// nearest. Throws Error(invalid): the one named is not there, or there is none.
std::vector<std::string> specs_meant(const git::TreeFiles& tree, const Request& request);

/// The one spec that a request means. Of several that are equally near the one called as the package is it.
/// Throws Error(invalid) as specs_meant does, when no one of several is meant, and when
/// its name is no UTF-8.
std::string choose_spec(const git::TreeFiles& tree, const Request& request);

}  // namespace rpmworks::srpm
