// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace rpmworks::config {

/// A time above 0: a number and s, m, h, d or w ("90m", "6h", "2d"), or a number of seconds. Nothing for any
/// other text.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace rpmworks::config
