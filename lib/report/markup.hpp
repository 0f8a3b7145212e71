// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::report {

/// `text` as it may stand in an element or a quoted attribute of HTML or XML: a summary or a log is a
/// stranger's text. Bytes that are no UTF-8, control characters and what XML 1.0 cannot hold become U+FFFD.
std::string escape(std::string_view text);

}  // namespace rpmworks::report
