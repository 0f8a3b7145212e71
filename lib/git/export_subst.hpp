// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// The data of a commit that `$Format:…$` in a file with export-subst can show. All text is UTF-8.
struct CommitFacts {
  struct Person {
    std::string name;
    std::string email;
    int64_t time = 0;
    int offset = 0;  ///< of its time zone, in minutes east of UTC
    /// The names mapped by the commit's .mailmap, if it has an entry.
    std::optional<std::string> mapped_name, mapped_email;
  };
  std::string id;
  std::string tree;
  std::vector<std::string> parents;
  Person author;
  Person committer;
  std::string encoding;  ///< the commit's encoding header; empty when it has none
  std::string message;
  std::string tag;  ///< the tag that was requested
  bool is_signed = false;
};

/// Expands git's placeholders in a text (git-log(1) "PRETTY FORMATS"), like with_commit_facts.
std::string formatted(std::string_view format, const CommitFacts& facts);

/// Limit for what placeholders add to a file: a message of a megabyte could be repeated ten thousand times.
inline constexpr size_t k_most_expanded = 16UL << 20;

/// Replaces every `$Format:…$` in the content (gitattributes(5), git-log(1) "PRETTY FORMATS"); other text
/// stays unchanged. The result depends only on the commit. If git's result would depend on more, a sentence
/// about the placeholder is added to `unlike_git` (if given), except for placeholder_of_refs and abbreviated
/// ids. Throws Error(invalid) if more than k_most_expanded bytes are added.
std::string with_commit_facts(std::string_view content, const CommitFacts& facts,
                              std::vector<std::string>* unlike_git = nullptr);

/// The first `$Format:…$` that git expands from branches and tags (%d, %D, %(describe)), so that its value
/// can change while the commit does not; "" if there is none.
std::string placeholder_of_refs(std::string_view content);

}  // namespace rpmworks::git
