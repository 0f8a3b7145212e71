// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string_view>

#include "report/template.hpp"

namespace rpmworks::report {

/// HTML for the Markdown of upgrade guides: headings, paragraphs, lists, indented code, `code` and **strong**
/// text. The heading of the first level is left out, and "##" becomes <h3>. Everything else is plain text.
Markup guide_markup(std::string_view markdown);

}  // namespace rpmworks::report
