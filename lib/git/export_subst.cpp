// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/export_subst.hpp"

#include <optional>

#include "git/commit_format.hpp"

namespace rpmworks::git {

std::string formatted(std::string_view format, const CommitFacts& facts) {
  std::string out;
  Formatter(facts).format(format, out);
  return out;
}

namespace {

// A `$Format:…$` and the text before it.
struct Placeholder {
  std::string_view before;
  std::string_view whole;
  std::string_view format;
};

// Removes the next placeholder from the content; nothing if there is none.
std::optional<Placeholder> take_placeholder(std::string_view& content) {
  static constexpr std::string_view k_begin = "$Format:";
  const size_t begin = content.find(k_begin);
  const size_t end = begin == std::string_view::npos ? begin : content.find('$', begin + k_begin.size());
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view whole = content.substr(begin, end + 1 - begin);
  const Placeholder found{content.substr(0, begin), whole,
                          whole.substr(k_begin.size(), whole.size() - k_begin.size() - 1)};
  content.remove_prefix(end + 1);
  return found;
}

bool depends_on_refs(std::string_view format) {
  for (size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at)) {
    std::string_view text = format.substr(at + 1);
    if (text.starts_with('-') || text.starts_with('+') || text.starts_with(' ')) text.remove_prefix(1);
    if (text.starts_with('d') || text.starts_with('D') || text.starts_with("(describe")) return true;
    at += text.starts_with('%') ? 2 : 1;
  }
  return false;
}

}  // namespace

std::string with_commit_facts(std::string_view content, const CommitFacts& facts,
                              std::vector<std::string>* unlike_git) {
  std::string out;
  Formatter formatter(facts);
  while (const auto placeholder = take_placeholder(content)) {
    out += placeholder->before;
    formatter.format(placeholder->format, out);
  }
  if (unlike_git) *unlike_git = formatter.unlike_git();
  return out += content;
}

std::string placeholder_of_refs(std::string_view content) {
  while (const auto placeholder = take_placeholder(content))
    if (depends_on_refs(placeholder->format)) return std::string(placeholder->whole);
  return {};
}

}  // namespace rpmworks::git
