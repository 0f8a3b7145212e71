// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::compose {

/// How many differences an error shows.
constexpr size_t k_most_differences = 12;

/// The differences between two releases of one name, a line each: packages first, then sections and files.
/// Returns at most `most` lines.
std::vector<std::string> differences(const manifest::Manifest& old_one, const manifest::Manifest& new_one,
                                     size_t most);

}  // namespace rpmworks::compose
