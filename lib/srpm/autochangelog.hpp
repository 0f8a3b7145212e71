// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "srpm/release_count.hpp"

namespace rpmworks::srpm {

/// The lines of a changelog entry that rpmautospec takes from a commit's message: its subject, which a body
/// that begins with "..." continues, and the items of a list in the body ("- …"). Without "- ".
std::vector<std::string> changelog_items(const std::string& message);

/// What stands for %autochangelog: an entry for each commit as rpmautospec writes them, newest first, down to
/// the commit that last changed the file `changelog` beside the spec, whose text follows. Commits that say
/// "[skip changelog]", commits without the spec, and commits of other packages have no entry. '%' is
/// as a spec needs it.
///
/// `text_at` gives the spec at a commit that has it. A merge of two different trees ends it, as it does with
/// rpmautospec; `warn` is told.
std::string autochangelog(const git::Repository& repository, const std::string& spec, const git::Commit& head,
                          ReleaseCount& count, const std::function<std::string(const git::Commit&)>& text_at,
                          const std::function<void(const std::string&)>& warn);

/// Throws Error(invalid) when the text uses %autochangelog, and nowhere on a line of its own. `spec` is its
/// path, for the message.
void require_line_of_autochangelog(const std::string& text, const std::string& spec);

/// The text with the line %autochangelog replaced.
std::string with_autochangelog(const std::string& text, const std::string& entries);

}  // namespace rpmworks::srpm
