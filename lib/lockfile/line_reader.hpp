// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "lockfile/lockfile.hpp"

namespace rpmworks::lockfile {

/// Reads a text that to_text wrote, about ten times faster than a YAML library. Returns nothing for any
/// other text, also if it has the same meaning: then a YAML library must read it, and says what is wrong.
std::optional<Lock> read_lines(std::string_view text);

}  // namespace rpmworks::lockfile
