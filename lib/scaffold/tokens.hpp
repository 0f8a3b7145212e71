// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::scaffold {

/// A word, a quoted text, or one of the marks `: = , ( )`.
struct Token {
  std::string text;
  bool quoted = false;

  bool is_mark(char mark) const { return !quoted && text.size() == 1 && text.front() == mark; }
};

using Arguments = std::vector<Token>;

std::string lower(std::string_view text);

/// The text without comment lines of autoconf, CMake, Meson, Python or make.
std::string without_comments(std::string_view text);

/// The arguments of every call of a function, in order, ignoring the case of its name (given in lower case):
/// `function(…)` as in CMake, Meson, m4 and Python. Nothing is run or expanded. Reads at most 16 KiB of a
/// call, and 1,000 calls of a text.
std::vector<Arguments> calls_of(std::string_view text, std::string_view function);

/// The arguments of the first call; empty if there is none.
Arguments first_call_of(std::string_view text, std::string_view function);

/// The quoted text after `key :` or `key =`; empty if there is none.
std::string keyword(const Arguments& tokens, std::string_view key);

/// The quoted texts of the list (or the one text) after `key :` or `key =`.
std::vector<std::string> keyword_list(const Arguments& tokens, std::string_view key);

/// The arguments, split at commas at the outermost level.
std::vector<Arguments> by_commas(const Arguments& tokens);

}  // namespace rpmworks::scaffold
