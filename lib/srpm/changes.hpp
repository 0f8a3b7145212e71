// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::srpm {

/// One line of a changelog that is made of commits.
struct Change {
  int64_t time = 0;  ///< seconds since 1970
  std::string author_name;
  std::string author_email;
  std::string text;  ///< without "- "
};

/// The line that names the commit a package is made of, and what it was asked for by (`ref` may be empty).
Change change_naming(const git::Commit& commit, const std::string& ref);

/// A line for each commit: its subject, and its "Issue: X" trailers in parentheses behind. Merges are left
/// out, and subjects that one of the regular expressions (ECMAScript) is found in.
std::vector<Change> changes_of(const std::vector<git::Commit>& commits, const std::vector<std::string>& skip);

/// The entries of %changelog for these changes, newest first, one for each author and day (in UTC), '%' as a
/// spec needs it. rpm wants entries in order of their days: none is older than `not_before`, the newest that
/// the spec has already. `evr` stands at the end of each heading.
std::string changelog_entries(const std::vector<Change>& changes, const std::string& evr, int64_t not_before);

}  // namespace rpmworks::srpm
