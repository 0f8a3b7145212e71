// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/text.hpp"

namespace rpmworks::spec {

namespace {

constexpr std::string_view k_sections[] = {"%package",
                                           "%description",
                                           "%sourcelist",
                                           "%patchlist",
                                           "%prep",
                                           "%generate_buildrequires",
                                           "%conf",
                                           "%build",
                                           "%install",
                                           "%check",
                                           "%clean",
                                           "%pre",
                                           "%post",
                                           "%preun",
                                           "%postun",
                                           "%pretrans",
                                           "%posttrans",
                                           "%preuntrans",
                                           "%postuntrans",
                                           "%verifyscript",
                                           "%trigger",
                                           "%triggerin",
                                           "%triggerprein",
                                           "%triggerun",
                                           "%triggerpostun",
                                           "%filetriggerin",
                                           "%filetriggerun",
                                           "%filetriggerpostun",
                                           "%transfiletriggerin",
                                           "%transfiletriggerun",
                                           "%transfiletriggerpostun",
                                           "%sepolicy",
                                           "%files",
                                           "%changelog"};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

std::string_view from_first_word(std::string_view line) {
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  return line;
}

bool is_section(std::string_view line, std::string_view name) {
  line = from_first_word(line);
  return line.size() >= name.size() && same_letters(line.substr(0, name.size()), name) &&
         (line.size() == name.size() || is_blank(line[name.size()]));
}

// The NAME of a line `%define NAME` or `%global NAME`; "" for other lines.
std::string_view defined_by(std::string_view line) {
  line = from_first_word(line);
  for (const std::string_view keyword : {"%define", "%global"}) {
    if (!line.starts_with(keyword) || line.size() == keyword.size() || !is_blank(line[keyword.size()]))
      continue;
    line = from_first_word(line.substr(keyword.size()));
    return line.substr(0, line.find_first_of(" \t\r("));
  }
  return {};
}

// Offset of BODY in a line `%define NAME BODY`; nothing for a macro with options.
std::optional<size_t> value_of_definition(std::string_view line) {
  const std::string_view name = defined_by(line);
  size_t at = static_cast<size_t>(name.data() - line.data()) + name.size();
  if (at >= line.size() || line[at] == '(') return std::nullopt;
  while (at < line.size() && is_blank(line[at])) ++at;
  return at;
}

// Offset of a tag's value in the line.
std::optional<size_t> value_of(std::string_view line, std::string_view tag) {
  const std::string_view rest = from_first_word(line);
  if (rest.size() <= tag.size() || !same_letters(rest.substr(0, tag.size()), tag)) return std::nullopt;
  size_t at = line.size() - rest.size() + tag.size();
  while (at < line.size() && is_blank(line[at])) ++at;
  if (at == line.size() || line[at] != ':') return std::nullopt;
  ++at;
  while (at < line.size() && is_blank(line[at])) ++at;
  return at;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// The macro that is the whole value: "ver" of "%{ver}", "%{?ver}" and "%ver"; "" for other values.
std::string only_macro(std::string_view value) {
  if (!value.starts_with('%')) return {};
  value.remove_prefix(1);
  if (value.starts_with('{') && value.ends_with('}')) value = value.substr(1, value.size() - 2);
  if (value.starts_with('?')) value.remove_prefix(1);
  return std::string(std::all_of(value.begin(), value.end(), is_word) ? value : "");
}

bool uses_macro(std::string_view line, std::string_view name) {
  for (size_t at = 0; (at = line.find('%', at)) != std::string_view::npos; ++at) {
    size_t start = at + 1;
    while (start < line.size() && std::string_view("{?!").find(line[start]) != std::string_view::npos)
      ++start;
    const size_t end = start + name.size();
    if (line.substr(start, name.size()) == name && (end >= line.size() || !is_word(line[end]))) return true;
  }
  return false;
}

Error not_set(const std::string& tag, const std::string& spec) {
  return Error(ExitCode::invalid, fmt::format("the spec has no line '{}:' to change", tag))
      .at({.file = spec})
      .hint(fmt::format(
          "write {}: into its preamble; rpmworks does not see a tag that a macro or an included file sets",
          tag));
}

}  // namespace

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (size_t start = 0; start < text.size();) {
    const size_t newline = std::min(text.find('\n', start), text.size());
    const bool is_continued = !lines.empty() && lines.back().content.ends_with('\\');
    lines.push_back(
        {start, text.substr(start, newline - start), static_cast<int>(lines.size()) + 1, is_continued});
    start = newline + 1;
  }
  return lines;
}

SourcePosition position_of(const Line& line, const std::string& spec) {
  return {.file = spec, .line = line.number, .text = std::string(line.content)};
}

bool starts_section(std::string_view line) {
  return std::any_of(std::begin(k_sections), std::end(k_sections),
                     [&](std::string_view name) { return is_section(line, name); });
}

size_t preamble_end(std::string_view text) {
  for (const auto& line : lines_of(text))
    if (!line.is_continued && starts_section(line.content)) return line.start;
  return text.size();
}

std::vector<TagLine> find_tag(std::string_view text, std::string_view tag) {
  std::vector<TagLine> found;
  for (const auto& line : lines_of(text.substr(0, preamble_end(text)))) {
    if (line.is_continued) continue;
    if (const auto at = value_of(line.content, tag))
      found.push_back({line, line.start + *at, std::string(trim(line.content.substr(*at)))});
  }
  return found;
}

std::string with_tag(const std::string& text, const std::string& tag, const std::string& value,
                     const std::string& spec) {
  const auto places = find_tag(text, tag);
  if (places.empty()) throw not_set(tag, spec);
  for (const auto& line : lines_of(text))
    if (line.start > places.front().line.start && same_letters(defined_by(line.content), tag))
      throw Error(ExitCode::invalid,
                  fmt::format("the spec defines %{} itself, so changing '{}:' has no effect",
                              defined_by(line.content), tag))
          .at(position_of(line, spec))
          .hint(fmt::format("remove the definition: rpm defines the macro from '{}:'", tag));
  // If the spec defines the macro of the tag's name above the tag, replace that value too: the lines between
  // use it.
  std::vector<std::pair<size_t, size_t>> replaced;  // start and length of the old values
  for (const auto& line : lines_of(std::string_view(text).substr(0, places.front().line.start)))
    if (!line.is_continued && same_letters(defined_by(line.content), tag))
      if (const auto at = value_of_definition(line.content))
        replaced.emplace_back(line.start + *at, trim(line.content.substr(*at)).size());
  for (const auto& place : places) replaced.emplace_back(place.value_start, place.value.size());
  std::string edited;
  size_t copied = 0;
  for (const auto& [start, length] : replaced) {
    edited.append(text, copied, start - copied).append(value);
    copied = start + length;
  }
  return edited.append(text, copied);
}

std::optional<std::string> macro_of_value(std::string_view text, std::string_view tag) {
  for (const auto& place : find_tag(text, tag)) {
    const std::string name = only_macro(place.value);
    if (name.empty() || same_letters(name, tag))
      continue;  // with_tag replaces a macro of the tag's own name itself
    for (const auto& line : lines_of(text))
      if (line.start != place.line.start && uses_macro(line.content, name)) return name;
  }
  return std::nullopt;
}

std::string with_changelog(const std::string& text, const std::string& entries) {
  for (const auto& line : lines_of(text)) {
    if (line.is_continued || !is_section(line.content, "%changelog")) continue;
    std::string edited = text.substr(0, line.end()) + "\n" + entries;
    const std::string rest = text.substr(std::min(line.end() + 1, text.size()));
    if (!trim(rest).empty()) edited += "\n" + rest;
    return edited;
  }
  return text + (text.ends_with('\n') || text.empty() ? "" : "\n") + "\n%changelog\n" + entries;
}

std::string escape_macros(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '%' ? std::string("%%") : std::string(1, c);
  return escaped;
}

}  // namespace rpmworks::spec
