// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace rpmworks::gear {

/// What the keywords of GEAR's rules stand for: "name" of @name@ → value.
using GearValues = std::map<std::string, std::string>;

/// `name`, `version` and `release` as gear reads them off a spec's text, of those that it has: the first such
/// line, with the macros that lines %define and %global before the end give a value.
GearValues gear_values_in(std::string_view spec);

/// The text with its keywords replaced; what is none of `values` stays. Throws Error(invalid) at `where` for
/// one whose value is empty or has a '/'.
std::string with_gear_values(const std::string& text, const GearValues& values, const SourcePosition& where);

}  // namespace rpmworks::gear
