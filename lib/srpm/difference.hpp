// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::srpm {

/// The first thing in which two packages differ.
struct Difference {
  std::string where;  ///< "Description", "greet-1.0.tar.gz: greet-1.0/main.c"
  std::string one;    ///< what the first says there, shortened
  std::string other;
};

/// Compares two source packages: member by member, within tar archives likewise, then their headers tag by
/// tag. Nothing when they are the same bytes. Throws Error(invalid) when one cannot be read.
std::optional<Difference> first_difference(const fs::path& one, const fs::path& other);

}  // namespace rpmworks::srpm
