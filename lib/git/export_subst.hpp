// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// What `$Format:…$` in a file with the attribute export-subst can tell of a commit. All text is UTF-8.
struct CommitFacts {
  struct Person {
    std::string name;
    std::string email;
    int64_t time = 0;
    int offset = 0;  ///< of its time zone, in minutes east of UTC
    /// What the commit's own .mailmap makes of them, when it does.
    std::optional<std::string> mapped_name, mapped_email;
  };
  std::string id;
  std::string tree;
  std::vector<std::string> parents;
  Person author;
  Person committer;
  std::string encoding;  ///< the commit's encoding header; empty when it has none
  std::string message;
  std::string tag;  ///< the tag that the commit was asked for by
  bool is_signed = false;
};

/// The text with git's placeholders replaced (git-log(1) "PRETTY FORMATS"), as with_commit_facts does.
std::string formatted(std::string_view format, const CommitFacts& facts);

/// What placeholders may add to a file: a commit's message of a megabyte may stand in it ten thousand times.
inline constexpr size_t k_most_expanded = 16UL << 20;

/// The content with every `$Format:…$` replaced (gitattributes(5), git-log(1) "PRETTY FORMATS"). What is no
/// placeholder stays as it is. Where git would look at anything but the commit, this does not: `unlike_git`,
/// when given, gets a sentence for each such placeholder, but for those of placeholder_of_refs and
/// abbreviated ids. Throws Error(invalid) when more than k_most_expanded bytes are added.
std::string with_commit_facts(std::string_view content, const CommitFacts& facts,
                              std::vector<std::string>* unlike_git = nullptr);

/// The first `$Format:…$` of the content that git expands from branches and tags (%d, %D, %(describe)), so
/// that what it gives changes while the commit does not; "" when there is none.
std::string placeholder_of_refs(std::string_view content);

}  // namespace rpmworks::git
