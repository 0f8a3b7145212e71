// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::git {

/// The differences of two texts as `git diff` shows them: "--- a/NAME", "+++ b/NAME" and hunks with three
/// lines of context. "" if they are equal.
std::string unified_diff(const std::string& before, const std::string& after, const std::string& name);

}  // namespace rpmworks::git
