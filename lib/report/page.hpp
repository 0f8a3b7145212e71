// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "report/markup.hpp"

namespace rpmworks::report {

/// A relative path, encoded as a link target.
std::string path_href(std::string_view path);

/// A complete HTML document around `body`. Its content security policy allows only its own style and script.
/// `title` is plain text.
std::string page(std::string_view title, std::string_view body);

}  // namespace rpmworks::report
