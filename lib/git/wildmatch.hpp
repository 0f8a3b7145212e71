// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::git {

/// Whether `text` as a whole matches the pattern of gitignore(5) and gitattributes(5): `?`, `*`, `[…]` with
/// ranges and POSIX classes, `\` before a character meant as itself. With `pathname`, `?`, `*` and `[…]`
/// match no '/', and a component `**` matches any number of components. Case matters.
bool wildmatch(std::string_view pattern, std::string_view text, bool pathname);

}  // namespace rpmworks::git
