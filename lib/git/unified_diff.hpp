// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::git {

/// What changed between two texts of a file, as `git diff` shows it: "--- a/NAME", "+++ b/NAME" and the hunks
/// with three lines around each. "" when nothing did.
std::string unified_diff(const std::string& before, const std::string& after, const std::string& name);

}  // namespace rpmworks::git
