// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json.hpp"

namespace rpmworks {

/// The line and column of a byte of a text, and that line.
SourcePosition position_of_byte(std::string_view text, size_t byte, const std::string& file_name);

/// The offset at which the value at a path ("packages", "3", "nevra") begins in a well-formed JSON text. If a
/// step of the path is missing, the offset of the innermost enclosing value.
size_t byte_of_value(std::string_view json, const std::vector<std::string>& path);

/// The path from `root` to a value inside of it, which is found by its address; empty if it is `root` or not
/// there.
std::vector<std::string> path_of_value(const Json& root, const Json& value);

}  // namespace rpmworks
