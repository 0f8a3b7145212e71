// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::srpm {

/// Start of the last day of which a changelog entry can be, in seconds since 1970: rpm keeps 32 bits.
inline constexpr int64_t k_last_changelog_day = 4294857600;

/// One line of a changelog made from commits.
struct Change {
  int64_t time = 0;  ///< seconds since 1970
  std::string author_name;
  std::string author_email;
  std::string text;  ///< without "- "
};

/// The line that names the commit a package is made from, and the `ref` that was requested (may be empty).
Change change_naming(const git::Commit& commit, const std::string& ref);

/// One line per commit: its subject, followed by its "Issue: X" trailers in parentheses. Skips merges, and
/// commits whose subject matches one of the regular expressions `skip`.
std::vector<Change> changes_of(const std::vector<git::Commit>& commits, const std::vector<std::string>& skip);

/// The %changelog entries for these changes, newest first, one per author and day (UTC), with '%' escaped for
/// a spec. rpm requires entries in order of their days, so no entry is older than `not_before`, the newest
/// entry that the spec already has. `evr` is the end of each heading.
std::string changelog_entries(const std::vector<Change>& changes, const std::string& evr, int64_t not_before);

}  // namespace rpmworks::srpm
