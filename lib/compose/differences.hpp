// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::compose {

/// How many differences an error shows.
constexpr size_t k_most_differences = 12;

/// What makes two releases of one name different, a line each, the most telling first, at most `most`.
std::vector<std::string> differences(const manifest::Manifest& old_one, const manifest::Manifest& new_one,
                                     size_t most);

}  // namespace rpmworks::compose
