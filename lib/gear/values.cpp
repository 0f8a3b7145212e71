// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/values.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "gear/words.hpp"
#include "spec/text.hpp"

namespace rpmworks::gear {

namespace {

using Macros = std::map<std::string, std::string, std::less<>>;

constexpr size_t k_longest_value = 4096;  // far longer than any file name; nested macros grow fast

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// The name of the macro in the text after a '%': "x" of "x" and of "{x}"; "" for anything else.
std::string_view macro_at(std::string_view text) {
  const bool braced = text.starts_with('{');
  if (braced) text.remove_prefix(1);
  size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  const bool is_closed = !braced || (end < text.size() && text[end] == '}');
  const bool is_name = end > 0 && !std::isdigit(static_cast<unsigned char>(text[0]));
  return is_closed && is_name ? text.substr(0, end) : std::string_view();
}

std::string expanded(std::string_view text, const Macros& macros) {
  std::string out;
  while (!text.empty() && out.size() <= k_longest_value) {
    const size_t percent = std::min(text.find('%'), text.size());
    out += text.substr(0, percent);
    text.remove_prefix(percent);
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.starts_with('%')) {
      out += '%';
      text.remove_prefix(1);
      continue;
    }
    const std::string_view name = macro_at(text);
    const auto macro = macros.find(name);
    if (macro == macros.end()) {
      out += '%';
      continue;
    }
    out += macro->second;
    text.remove_prefix(name.size() + (text.starts_with('{') ? 2 : 0));
  }
  return out.substr(0, k_longest_value);
}

// Removes the first word and the blanks after it from a text.
std::string_view take_word(std::string_view& text) {
  const size_t end = std::min(text.find_first_of(k_blanks), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(k_blanks, end), text.size()));
  return word;
}

bool is_tag(std::string_view line, std::string_view tag) {
  return line.size() > tag.size() && line[tag.size()] == ':' &&
         std::equal(tag.begin(), tag.end(), line.begin(),
                    [](char a, unsigned char b) { return a == std::tolower(b); });
}

}  // namespace

Values values_in_spec(std::string_view spec) {
  Values values;
  Macros macros = {{"nil", ""}};
  for (const auto& line : spec::lines_of(spec)) {
    for (const char* const tag : {"name", "version", "release"})
      if (is_tag(line.content, tag))
        values.emplace(tag, trim(line.content.substr(std::string_view(tag).size() + 1)));
    std::string_view rest = line.content;
    const std::string_view keyword = take_word(rest);
    if (keyword != "%define" && keyword != "%global") continue;
    const std::string name(take_word(rest));
    if (!name.empty()) macros[name] = expanded(rest, macros);
  }
  for (auto& [name, value] : values) value = expanded(value, macros);
  std::erase_if(values, [](const auto& one) { return one.second.empty(); });
  return values;
}

std::string expand_keywords(const std::string& text, const Values& values, const SourcePosition& where) {
  std::string out = text;
  for (const auto& [name, value] : values) {
    const std::string keyword = "@" + name + "@";
    for (size_t at = 0; (at = out.find(keyword, at)) != std::string::npos; at += value.size()) {
      if (value.empty() || value == ".." || value.find('/') != std::string::npos)
        throw Error(ExitCode::invalid,
                    value.empty() ? fmt::format("{} has no value here", keyword)
                                  : fmt::format("the value of {} is {}, which cannot be part of a file name",
                                                keyword, value))
            .at(where);
      out.replace(at, keyword.size(), value);
    }
  }
  return out;
}

}  // namespace rpmworks::gear
