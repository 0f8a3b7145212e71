// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace rpmworks::config {

/// How release tags are written: text with {version}, and perhaps {name}, in their places.
///
/// {version:_.} turns every '_' of the tag's version into '.'; more pairs of characters may follow
/// (`{version:_.-.}`). {version:as-is} takes the version as it is written: none is a pre-release.
/// {version:_.,as-is} does both.
struct TagPattern {
  std::string before, behind;  ///< what stands around the version; {name} is still in it
  std::vector<std::pair<char, char>> replaced;
  bool as_is = false;
};

/// Throws Error(invalid), which says how a pattern is written, for any other text; `what` names the setting
/// in messages.
TagPattern parse_tag_pattern(const std::string& text, const std::string& what);

}  // namespace rpmworks::config
