// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::lockfile {

/// A text as a YAML scalar of one line that may stand anywhere, also in flow lists and mappings. It is quoted
/// only if YAML would otherwise read something else: nothing, a number, a boolean, a date, or punctuation.
/// The result is ASCII: other characters become escapes. The text must be valid UTF-8.
std::string yaml_scalar(std::string_view text);

}  // namespace rpmworks::lockfile
