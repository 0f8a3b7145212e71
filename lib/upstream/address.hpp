// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// The address of an external repository.
struct Address {
  std::string name;        ///< names the repository in messages and in the cache
  std::string baseurl;     ///< file://, http(s):// or an absolute path; "" if there is a mirrorlist
  std::string mirrorlist;  ///< URL of a list of mirrors, or of a metalink (contains "metalink"); ignored if
                           ///< there is a baseurl

  /// The URL to use.
  const std::string& url() const { return baseurl.empty() ? mirrorlist : baseurl; }
};

/// The file or folder of a file:// URL (percent escapes decoded) or an absolute path; nothing for other URLs.
std::optional<fs::path> local_file(const std::string& url);

/// Encodes a text for a URL's path: percent escapes for everything except letters, digits and "-._~" (RFC
/// 3986).
std::string encoded(std::string_view text);

/// Throws Error(upstream) unless `href` from the metadata of `repository` stays below the repository:
/// relative, without "..", without control characters.
void require_inside(const std::string& repository, const std::string& href);

}  // namespace rpmworks::upstream
