// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::srpm {

/// What a spec says apart from its tree, with nothing but the members of its source package at hand, must be
/// what it said in the tree: whoever gets the package has no more.

/// The first thing that a source package says differently from its spec in the tree: "Version is 0 instead
/// of 2.5"; empty when they agree. What only messages depend on (lines, warnings) does not count.
std::string difference_apart(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& apart);

/// The first line of the expanded spec that differs: "'make VERSION=' instead of 'make VERSION=2.5'"; empty
/// when the expanded specs differ in empty lines only.
std::string expanded_difference(const std::string& in_tree, const std::string& apart);

/// The error for a package that is not what its spec says in the tree. `what` is the difference or rpm's
/// message, `read` the paths in the tree that were read while the spec was parsed there and that are no
/// sources, or that are but were not read as such.
Error error_apart(const std::string& what, const std::set<std::string>& read,
                  const std::vector<rpm::SpecSource>& sources, const std::string& spec,
                  const std::string& text);

}  // namespace rpmworks::srpm
