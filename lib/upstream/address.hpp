// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// The file or folder that a file:// URL or an absolute path names; nothing for other URLs. Percent escapes
/// of a URL are decoded.
std::optional<fs::path> local_file(const std::string& url);

/// The text as a part of a URL's path: all but letters, digits and "-._~" as percent escapes (RFC 3986).
std::string encoded(std::string_view text);

/// Throws Error(upstream) unless `href`, which stands in the metadata of `repository`, stays below the
/// repository: relative, without "..", without control characters.
void require_inside(const std::string& repository, const std::string& href);

}  // namespace rpmworks::upstream
