// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rpmworks::config {

/// The form of release tags: text with {version} and optionally {name}.
///
/// {version:_.} replaces every '_' in the tag's version with '.'; more pairs of characters may follow
/// (`{version:_.-.}`). {version:as-is} uses the version as written, so none is a pre-release.
/// {version:_.,as-is} does both.
struct TagPattern {
  std::string before, behind;  ///< the text around the version; may contain {name}
  std::vector<std::pair<char, char>> replaced;
  bool as_is = false;
};

/// Throws Error(invalid) with an explanation for an invalid pattern; `what` names the setting in messages.
TagPattern parse_tag_pattern(const std::string& text, const std::string& what);

}  // namespace rpmworks::config
