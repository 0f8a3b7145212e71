// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

namespace rpmworks::changes {

/// Untrusted text of one line in a paragraph, a list or a heading: characters that mean something in Markdown
/// or HTML are escaped.
std::string escaped(const std::string& text);
/// Untrusted text of one line as code.
std::string code(const std::string& text);

}  // namespace rpmworks::changes
