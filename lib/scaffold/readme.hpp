// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// What a README says in its first line, or in its first sentence where that line is only the name: one line
/// of plain text without marks of Markdown and reStructuredText. Empty when there is none.
std::string summary_of_readme(std::string_view text, std::string_view name);

/// A summary as packages have it: one line, a capital first, no full stop, at most 80 characters, cut at a
/// word.
std::string tidy_summary(std::string_view text);

}  // namespace rpmworks::scaffold
