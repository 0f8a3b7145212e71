// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "srpm/release_count.hpp"

namespace rpmworks::srpm {

/// The lines of a changelog entry that rpmautospec takes from a commit's message, without "- ": the subject,
/// continued by a body that starts with "...", and the items of a list in the body ("- …").
std::vector<std::string> changelog_items(const std::string& message);

/// The replacement of %autochangelog, as rpmautospec writes it: one entry per commit, newest first, down to
/// the commit that last changed the file `changelog` beside the spec; then the text of that file. Commits
/// with "[skip changelog]", commits without the spec, and commits that do not change this package have no
/// entry. '%' is escaped for a spec.
///
/// `count` counts the releases of the spec; `head` is the newest commit. As in rpmautospec, a merge of two
/// different trees ends the changelog; `warn` is called for it.
std::string autochangelog(ReleaseCount& count, const git::Commit& head,
                          const std::function<void(const std::string&)>& warn);

/// Throws Error(invalid) if the text uses %autochangelog but not on a line of its own. `spec` is its path,
/// for the message.
void require_line_of_autochangelog(const std::string& text, const std::string& spec);

/// Replaces the line %autochangelog in a text.
std::string with_autochangelog(const std::string& text, const std::string& entries);

}  // namespace rpmworks::srpm
