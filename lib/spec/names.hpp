// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>

#include "rpm/spec.hpp"

namespace rpmworks::spec {

/// The file names of the sources and patches in a spec's text: from Source and Patch tags, %sourcelist and
/// %patchlist. Macros are expanded if the text shows their value: Name, Version, Release, and %global or
/// %define without arguments. A name with any other macro stays as written.
std::set<std::string> files_named_in(const std::string& spec_text);

/// The macros of a spec whose value does not depend on conditions: those that its text sets exactly once
/// without arguments, Name, Version, Release and URL, and the macros passed to the constructor.
class PlainMacros {
 public:
  PlainMacros(const std::string& spec_text, const rpm::Macros& given);
  /// Expands these macros in a text; others stay as written.
  std::string expand(const std::string& text) const;

 private:
  std::map<std::string, std::string> m_values;
};

}  // namespace rpmworks::spec
