// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::rpm {

/// The name in a simple requirement or Provides, without its version: "zlib-devel" of "zlib-devel >= 1.2". Of
/// a rich requirement, which begins with '(', it is only the first word. A view of `text`.
inline std::string_view requirement_name(std::string_view text) {
  return text.substr(0, text.find(' '));
}

}  // namespace rpmworks::rpm
