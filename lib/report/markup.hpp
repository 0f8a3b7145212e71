// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::report {

/// Escapes `text` for an element or a quoted attribute of HTML or XML: summaries and logs are untrusted text.
/// Malformed UTF-8, control characters, marks that change the direction of text, and characters that XML 1.0
/// excludes become U+FFFD.
std::string escape(std::string_view text);

/// The same replacements without the escapes of HTML, for text that is inserted as text: in JSON.
std::string clean_text(std::string_view text);

/// A relative path, encoded as a link target.
std::string path_href(std::string_view path);

}  // namespace rpmworks::report
