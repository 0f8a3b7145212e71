// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// A spec must give the same package with and without its tree: whoever gets the source package has only its
/// members, not the tree. These functions compare a parse in the tree with a parse that sees only the members
/// of the package.

/// The first difference between the two parses: "Version is 0 instead of 2.5"; empty if they agree. Values
/// that only messages depend on (line numbers, warnings) are ignored.
std::string difference_without_tree(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& packaged);

/// The first line of the expanded spec that differs: "'make VERSION=' instead of 'make VERSION=2.5'"; empty
/// if only empty lines differ.
std::string expanded_difference(const std::string& in_tree, const std::string& packaged);

/// The result of parsing the spec in its tree a second time, to find out why the parse without the tree
/// differs.
struct SecondParse {
  enum class Says {
    same_in_tree,       ///< equals the first parse in the tree: the missing tree makes the difference
    same_without_tree,  ///< equals the parse without the tree: something changed after the first parse
    otherwise
  };
  Says says = Says::otherwise;
  /// Paths in the tree that were read and that are not sources, or are sources but were not read as
  /// %{SOURCEN}.
  std::set<std::string> read;
  /// Sources that the spec may read and that did not exist yet at the first parse.
  std::vector<std::string> added_later;
};

/// Explains the difference if no file of the tree was read.
std::string explain_difference(const SecondParse& second);

/// The error for a spec that gives another package without its tree. `what` is the difference or rpm's
/// message.
Error without_tree_error(const std::string& what, const SecondParse& second,
                         const std::vector<rpm::SpecSource>& sources, const std::string& spec,
                         const std::string& text);

}  // namespace rpmworks::spec
