// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::hostbase {

/// A link that Debian's update-alternatives would make.
struct Alternative {
  std::string link;    ///< "/usr/bin/cc"
  std::string target;  ///< "/usr/bin/gcc"
  bool operator==(const Alternative&) const = default;
};

/// The links that a maintainer script registers with `update-alternatives --install` and `--slave`, as far as
/// it names them literally or by variables set to plain text; those with other variables in them are left
/// out. Paths are usr-merged.
std::vector<Alternative> parse_alternatives(std::string_view script);

}  // namespace rpmworks::hostbase
