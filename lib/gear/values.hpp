// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace rpmworks::gear {

/// Values of the keywords in GEAR rules: "name" for @name@ → value.
using Values = std::map<std::string, std::string>;

/// Those of `name`, `version` and `release` that gear finds in a spec's text: it reads the first line of each
/// tag and expands macros that %define and %global lines before the last line set.
Values values_in_spec(std::string_view spec);

/// Replaces the keywords in a text; unknown keywords stay. Throws Error(invalid) at `where` for a keyword
/// whose value is empty or contains '/'.
std::string expand_keywords(const std::string& text, const Values& values, const SourcePosition& where);

}  // namespace rpmworks::gear
