// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::git {

/// Whether the whole `text` matches a pattern of gitignore(5) and gitattributes(5): `?`, `*`, `[…]` with
/// ranges and POSIX classes,
/// `\` to escape a character. With `pathname`, `?`, `*` and `[…]` do not match '/', and a component `**`
/// matches any number of components. Case-sensitive.
bool wildmatch(std::string_view pattern, std::string_view text, bool pathname);

}  // namespace rpmworks::git
