// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// The file or folder that a file:// URL or an absolute path names; nothing for other URLs. Percent escapes
/// of a URL are decoded.
std::optional<fs::path> local_file(const std::string& url);

/// Throws Error(upstream) unless `href`, which stands in the metadata of `repository`, stays below the
/// repository: relative, without "..", without control characters.
void require_inside(const std::string& repository, const std::string& href);

}  // namespace rpmworks::upstream
