// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/patch_text.hpp"

#include "core/text.hpp"

namespace rpmworks::git {

namespace {

std::string with_names_for_patch(std::string_view text) {
  const size_t names = text.find("\n--- ");
  const size_t changes = text.find("\n@@ ");
  if (names == std::string_view::npos || (changes < names)) return std::string(text);
  if (changes == std::string_view::npos) return std::string(text.substr(0, names + 1));
  std::string out(text.substr(0, names));
  for (const auto& line : split(text.substr(names + 1, changes - names - 1), '\n'))
    out += "\n" + line + (line.find(' ', 4) == std::string::npos ? "" : "\t");
  return out + std::string(text.substr(changes));
}

}  // namespace

std::string patch_text(git_diff* changes) {
  std::string text;
  for (size_t i = 0; i < git_diff_num_deltas(changes); ++i) {
    git_patch* raw = nullptr;
    Buffer one;
    if (git_patch_from_diff(&raw, changes, i) != 0) throw failure("writing a patch");
    const PatchHandle patch(raw);
    if (git_patch_to_buf(one.get(), raw) != 0) throw failure("writing a patch");
    text += with_names_for_patch(one.text());
  }
  return text;
}

}  // namespace rpmworks::git
