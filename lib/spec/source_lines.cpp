// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/source_lines.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "core/text.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

namespace {

// Macros and directives that can define sources without a line that contains Source or Patch.
constexpr std::array<std::string_view, 7> k_not_read = {"%include",  "%{load:",   "%{lua:",       "%(",
                                                        "%{expand:", "%{exists:", "%{uncompress:"};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// The value of `Source12: value`, at the start of a line or in a macro (`%{?with_x:Source1: value}`).
std::optional<std::string> value_in(std::string_view line) {
  const std::string lower = lower_case(line);
  for (const std::string_view tag : {"source", "patch"}) {
    for (size_t at = lower.find(tag); at != std::string::npos; at = lower.find(tag, at + 1)) {
      if (at > 0 && lower[at - 1] != ':' && !std::isspace(static_cast<unsigned char>(lower[at - 1])))
        continue;
      size_t end = at + tag.size();
      while (end < line.size() && std::isdigit(static_cast<unsigned char>(line[end]))) ++end;
      while (end < line.size() && std::isblank(static_cast<unsigned char>(line[end]))) ++end;
      if (end == line.size() || line[end] != ':') continue;
      std::string value(trim(line.substr(end + 1)));
      value.resize(std::min(value.size(), value.find_first_of(" \t")));
      // Remove the bracket that closes a macro around the line.
      while (value.ends_with('}') && std::ranges::count(value, '}') > std::ranges::count(value, '{'))
        value.pop_back();
      return value;
    }
  }
  return std::nullopt;
}

// Whether a text has ".." as a path component, or as the value of a macro that may become one.
bool leads_up(std::string_view text) {
  const auto is_of_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
  };
  for (size_t at = text.find(".."); at != std::string_view::npos; at = text.find("..", at + 1))
    if ((at == 0 || !is_of_name(text[at - 1])) && (at + 2 == text.size() || !is_of_name(text[at + 2])))
      return true;
  return false;
}

// The text with "*" for each macro.
std::string pattern_of(std::string_view text) {
  std::string pattern;
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '%') {
      if (std::string_view("*?[\\").find(text[i]) != std::string_view::npos) pattern += '\\';
      pattern += text[i++];
      continue;
    }
    size_t end = i + 1;
    if (end < text.size() && text[end] == '{') {
      int depth = 0;
      do {
        if (text[end] == '{') ++depth;
        if (text[end] == '}') --depth;
        ++end;
      } while (depth > 0 && end < text.size());
    } else {
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
        ++end;
    }
    i = std::max(end, i + 1);
    if (!pattern.ends_with('*')) pattern += '*';
  }
  return pattern;
}

void add(SourceLines& lines, const std::string& value) {
  if (value.empty()) return;
  if (value.find('%') != std::string::npos && value.find("://") == std::string::npos)
    lines.with_macros.push_back(value);
  const size_t slash = value.rfind('/');
  if (slash == std::string::npos || slash + 1 == value.size()) {
    lines.names.push_back(pattern_of(value));
    return;
  }
  lines.names.push_back(pattern_of(value.substr(slash + 1)));
  if (value.find("://") == std::string::npos && !value.starts_with('/')) lines.paths.push_back(value);
}

}  // namespace

SourceLines source_lines(std::string_view text) {
  SourceLines lines{.names = {"sources"}, .paths = {}};  // dist-git's list of what is elsewhere
  const size_t preamble = preamble_end(text);
  bool is_list = false;
  for (const auto& line : lines_of(text)) {
    if (starts_section(line.content)) {
      const std::string_view section = trim(line.content);
      is_list = section.starts_with("%sourcelist") || section.starts_with("%patchlist");
      continue;
    }
    if (is_list) {
      if (const std::string value(trim(line.content)); !value.starts_with('#')) add(lines, value);
      continue;
    }
    if (trim(line.content).starts_with('#')) continue;
    if (const auto value = value_in(line.content))
      add(lines, *value);
    else if (line.start < preamble && leads_up(line.content))
      lines.names_outside_path = true;
  }
  if (std::ranges::any_of(k_not_read, [&](auto word) { return text.find(word) != std::string_view::npos; }))
    lines.names.emplace_back("*");
  return lines;
}

}  // namespace rpmworks::spec
