// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// What a spec says apart from its tree, with nothing but the members of its source package at hand, must be
/// what it said in the tree: whoever gets the package has no more.

/// The first thing that a source package says differently from its spec in the tree: "Version is 0 instead
/// of 2.5"; empty when they agree. What only messages depend on (lines, warnings) does not count.
std::string difference_apart(const rpm::SpecInfo& in_tree, const rpm::SpecInfo& apart);

/// The first line of the expanded spec that differs: "'make VERSION=' instead of 'make VERSION=2.5'"; empty
/// when the expanded specs differ in empty lines only.
std::string expanded_difference(const std::string& in_tree, const std::string& apart);

/// What parsing the spec in its tree once more shows about why the package does not say the same.
struct Repeat {
  enum class Says {
    as_before,  ///< what the first parse in the tree said: the place makes the difference
    as_apart,   ///< what the package says: something came or changed after the first parse
    otherwise
  };
  Says says = Says::otherwise;
  /// The paths in the tree that were read and that are no sources, or that are but were not read as such.
  std::set<std::string> read;
  /// The sources that the spec may ask for, and that were not in place when it was parsed first.
  std::vector<std::string> late;
};

/// Why the package does not say what the spec says in its tree, where no file of the tree was read.
std::string cause_of_difference(const Repeat& repeat);

/// The error for a package that is not what its spec says in the tree. `what` is the difference or rpm's
/// message.
Error error_apart(const std::string& what, const Repeat& repeat, const std::vector<rpm::SpecSource>& sources,
                  const std::string& spec, const std::string& text);

}  // namespace rpmworks::spec
