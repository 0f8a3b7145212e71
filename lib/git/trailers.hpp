// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// The options of `%(trailers:…)` (git-log(1)).
struct TrailerOptions {
  std::vector<std::string> keys;  ///< those that are wanted; empty for all
  bool only = false;              ///< no lines that are no trailers
  bool unfold = false;
  bool key_only = false;
  bool value_only = false;
  std::optional<std::string> separator;
  std::optional<std::string> key_value_separator;
};

/// Reads "(trailers)" or "(trailers:OPTIONS)" at the beginning of the text; gives its length, or 0 when git
/// would not take it for the placeholder.
size_t read_trailer_options(std::string_view text, TrailerOptions& options);

/// What `%(trailers)` gives of a commit's message, as git's trailer.c finds and formats trailers when nobody
/// has configured any. The result ends early when it has more than `limit` bytes: separators may be long.
std::string trailers_of(std::string_view message, const TrailerOptions& options, size_t limit);

}  // namespace rpmworks::git
