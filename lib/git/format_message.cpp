// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/format_message.hpp"

#include <algorithm>

namespace rpmworks::git {

namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

std::string_view without_blanks_at_end(std::string_view line) {
  const size_t last = line.find_last_not_of(" \t\n\v\f\r");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

Message parts_of(std::string_view text) {
  const auto take_line = [](std::string_view& from) {
    const std::string_view line = from.substr(0, std::min(from.find('\n'), from.size() - 1) + 1);
    from.remove_prefix(line.size());
    return line;
  };
  const auto skip_blank_lines = [&](std::string_view& from) {
    while (!from.empty() && is_blank(from.substr(0, from.find('\n')))) take_line(from);
  };
  Message message;
  skip_blank_lines(text);
  message.from_subject = text;
  message.first_line = text.substr(0, text.find('\n'));
  while (!text.empty() && !is_blank(text.substr(0, text.find('\n')))) {
    if (!message.subject.empty()) message.subject += ' ';
    message.subject += without_blanks_at_end(take_line(text));
  }
  skip_blank_lines(text);
  message.body = text;
  return message;
}

std::string sanitized(std::string_view subject) {
  std::string out;
  bool space = false;
  for (size_t i = 0; i < subject.size(); ++i) {
    const char c = subject[i];
    const bool title =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (!title) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += '-';
    space = false;
    out += c;
    // Never two dots in a row.
    while (c == '.' && i + 1 < subject.size() && subject[i + 1] == '.') ++i;
  }
  while (!out.empty() && (out.back() == '.' || out.back() == '-')) out.pop_back();
  return out;
}

}  // namespace rpmworks::git
