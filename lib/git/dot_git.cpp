// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/dot_git.hpp"

#include <algorithm>
#include <string>

namespace rpmworks::git {

namespace {

// The length of the first character if HFS+ ignores it: U+200C–U+200F, U+202A–U+202E, U+206A–U+206F and
// U+FEFF; else 0.
size_t ignored_by_hfs(std::string_view text) {
  if (text.size() < 3) return 0;
  const auto last = static_cast<unsigned char>(text[2]);
  const std::string_view first = text.substr(0, 2);
  const bool ignored =
      (first == "\xe2\x80" && ((last >= 0x8c && last <= 0x8f) || (last >= 0xaa && last <= 0xae))) ||
      (first == "\xe2\x81" && last >= 0xaa && last <= 0xaf) || (first == "\xef\xbb" && last == 0xbf);
  return ignored ? 3 : 0;
}

std::string plain(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const size_t ignored = ignored_by_hfs(name);
    if (ignored == 0)
      out += name.front() >= 'A' && name.front() <= 'Z' ? static_cast<char>(name.front() + 32) : name.front();
    name.remove_prefix(std::max<size_t>(ignored, 1));
  }
  return out;
}

}  // namespace

bool is_dot_git(std::string_view name) {
  const std::string text = plain(name);
  for (const std::string_view form : {".git", "git~1"}) {
    if (!text.starts_with(form)) continue;
    // NTFS drops blanks and dots at the end; ':' starts the name of a stream, '\' separates folders.
    const size_t end = std::min(text.find_first_not_of(" .", form.size()), text.size());
    if (end == text.size() || text[end] == ':' || text[end] == '\\') return true;
  }
  return false;
}

}  // namespace rpmworks::git
