// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

#include "git/tree_files.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The folders searched for a spec, nearest first; "" is the root.
inline constexpr std::array<std::string_view, 5> k_spec_folders = {"", "rpm", "packaging", "dist",
                                                                   ".packaging"};

/// A template in the tree from which some build generates a spec ("foo.spec.in"); "" if there is none.
std::string spec_template_in(const std::vector<git::TreeEntry>& tree);

/// The specs that a request selects, as paths from the root of the tree: the one it names, or all nearest
/// ones. Throws Error(invalid) if the named spec does not exist or if there is none.
std::vector<std::string> matching_specs(const git::TreeFiles& tree, const Request& request);

/// The one spec that a request selects. Of several equally near specs, the one named after the package.
/// Throws Error(invalid) like matching_specs, if several specs match, and if the name is not UTF-8.
std::string choose_spec(const git::TreeFiles& tree, const Request& request);

}  // namespace rpmworks::srpm
