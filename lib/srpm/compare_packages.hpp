// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::srpm {

/// The first difference between two packages.
struct Difference {
  std::string where;  ///< "Description", "greet-1.0.tar.gz: greet-1.0/main.c"
  std::string one;    ///< value in the first package, shortened
  std::string other;
};

/// Compares two source packages: first member by member (also inside tar archives), then the headers tag by
/// tag. Returns nothing if the files are identical. Throws Error(invalid) if one cannot be read.
std::optional<Difference> first_difference(const fs::path& one, const fs::path& other);

}  // namespace rpmworks::srpm
