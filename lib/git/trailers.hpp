// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::git {

/// The options of `%(trailers:…)` (git-log(1)).
struct TrailerOptions {
  std::vector<std::string> keys;  ///< trailers to show; empty for all
  bool only = false;              ///< skip lines that are not trailers
  bool unfold = false;
  bool key_only = false;
  bool value_only = false;
  std::optional<std::string> separator;
  std::optional<std::string> key_value_separator;
};

/// Parses "(trailers)" or "(trailers:OPTIONS)" at the start of the text. Returns its length, or 0 if git
/// would not accept it.
size_t read_trailer_options(std::string_view text, TrailerOptions& options);

/// The value of `%(trailers)` for a commit's message, as git's trailer.c finds and formats trailers without
/// configuration. The result is cut after `limit` bytes, because separators can be long.
std::string trailers_of(std::string_view message, const TrailerOptions& options, size_t limit);

}  // namespace rpmworks::git
