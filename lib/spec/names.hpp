// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>

#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// The file names that a spec gives its sources and patches: by Source and Patch tags, %sourcelist and
/// %patchlist. Macros are expanded where the text of the spec shows their value: its Name, Version and
/// Release, and what %global and %define set without arguments. A name with any other macro stays as it is
/// written.
std::set<std::string> files_named_in(const std::string& spec_text);

/// The macros of a spec that have one value whatever its conditions say: what its text sets once without
/// arguments, its Name, Version, Release and URL, and the macros that are given to it.
class PlainMacros {
 public:
  PlainMacros(const std::string& spec_text, const rpm::Macros& given);
  /// The text with these macros expanded, and any other as it is written.
  std::string expand(const std::string& text) const;

 private:
  std::map<std::string, std::string> m_values;
};

}  // namespace rpmworks::spec
