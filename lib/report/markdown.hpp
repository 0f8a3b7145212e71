// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::report {

/// HTML for the Markdown of upgrade guides: headings, paragraphs, lists, indented code, `code` and **strong**
/// text. The heading of the first level is left out, and "##" becomes <h3>. Everything else is plain text.
std::string html_of_markdown(std::string_view text);

}  // namespace rpmworks::report
