// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell_word.hpp"

namespace rpmworks::cli {

std::string shell_word(const std::string& path) {
  const bool is_plain =
      path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/@~,:=") ==
      std::string::npos;
  if (is_plain && !path.starts_with('~')) return path;
  std::string word = "'";
  for (const char c : path) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace rpmworks::cli
