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

/// The text without lines that are comments of autoconf, CMake, Meson, Python or make.
std::string without_comments(std::string_view text);

/// The arguments of every call of a function, in their order, whatever the case of its name (given in small
/// letters): `function(…)` as CMake, Meson, m4 and Python write calls. Nothing is run or expanded. Of one
/// call 16 KiB are read, of a text the first 1,000 calls.
std::vector<Arguments> calls_of(std::string_view text, std::string_view function);

/// The arguments of the first call; empty when there is none.
Arguments first_call_of(std::string_view text, std::string_view function);

/// The quoted text behind `key :` or `key =`; empty when there is none.
std::string keyword(const Arguments& tokens, std::string_view key);

/// The quoted texts of the list (or the one text) behind `key :` or `key =`.
std::vector<std::string> keyword_list(const Arguments& tokens, std::string_view key);

/// The arguments between commas at the outermost level.
std::vector<Arguments> by_commas(const Arguments& tokens);

}  // namespace rpmworks::scaffold
