// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::hostbase {

/// A link made by Debian's update-alternatives.
struct Alternative {
  std::string link;    ///< "/usr/bin/cc"
  std::string target;  ///< "/usr/bin/gcc"
  bool operator==(const Alternative&) const = default;
};

/// The links that a maintainer script registers with `update-alternatives --install` and `--slave`, if their
/// paths are literal or use variables set to plain text; others are skipped. Paths are usr-merged.
std::vector<Alternative> parse_alternatives(std::string_view script);

}  // namespace rpmworks::hostbase
