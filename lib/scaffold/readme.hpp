// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// What a README says that the project is, without marks of Markdown, reStructuredText and HTML: a title that
/// says more than the name, else the sentence "NAME is a …", else the first sentence. Badges, images,
/// comments, usual headings ("Overview") and terms of use are no such text. Empty when there is none.
std::string summary_of_readme(std::string_view text, std::string_view name);

/// A summary as packages have it: one line, a capital first, no full stop, at most 80 characters, cut at a
/// word.
std::string tidy_summary(std::string_view text);

}  // namespace rpmworks::scaffold
