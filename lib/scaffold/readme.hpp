// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// A README's description of the project, without markup of Markdown, reStructuredText and HTML: a title with
/// more than the name, else the sentence "NAME is a …", else the first sentence. Ignores badges, images,
/// comments, usual headings ("Overview") and terms of use. Empty if there is none.
std::string summary_of_readme(std::string_view text, std::string_view name);

/// A summary in the usual form: one line, starting with a capital, without a full stop, at most 80
/// characters, cut at a word.
std::string tidy_summary(std::string_view text);

}  // namespace rpmworks::scaffold
