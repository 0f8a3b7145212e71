// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/padding.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace rpmworks::git {

namespace {

constexpr long k_limit = 16 * 1024;  // FORMATTING_LIMIT of git's pretty.c
// Longest part of a line that is counted for padding to a column; columns cannot be wider.
constexpr size_t k_longest_padded_line = 64 * 1024;

using Range = std::pair<char32_t, char32_t>;
// Unicode blocks of wide characters and of marks without width.
constexpr std::array<Range, 16> k_wide{{{0x1100, 0x115f},
                                        {0x231a, 0x231b},
                                        {0x2e80, 0x303e},
                                        {0x3041, 0x33ff},
                                        {0x3400, 0x4dbf},
                                        {0x4e00, 0xa4cf},
                                        {0xa960, 0xa97c},
                                        {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff},
                                        {0xfe30, 0xfe6f},
                                        {0xff01, 0xff60},
                                        {0xffe0, 0xffe6},
                                        {0x1f300, 0x1f64f},
                                        {0x1f680, 0x1f6ff},
                                        {0x1f900, 0x1f9ff},
                                        {0x20000, 0x3fffd}}};
constexpr std::array<Range, 8> k_no_width{{{0x0300, 0x036f},
                                           {0x0483, 0x0489},
                                           {0x0591, 0x05bd},
                                           {0x064b, 0x065f},
                                           {0x200b, 0x200f},
                                           {0x20d0, 0x20f0},
                                           {0xfe00, 0xfe0f},
                                           {0xfe20, 0xfe2f}}};

template <size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return range.first <= c && c <= range.second; });
}

struct Character {
  size_t bytes = 1;
  size_t columns = 1;
};

// The first character; nothing if it is not UTF-8.
std::optional<Character> first_of(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x80) return Character{1, byte < 32 || byte == 127 ? size_t{0} : size_t{1}};
  const size_t bytes = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
  if (bytes == 0 || text.size() < bytes) return std::nullopt;
  char32_t c = byte & (0xffU >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    c = c << 6 | (next & 0x3f);
  }
  return Character{bytes, is_in(k_no_width, c) ? size_t{0} : is_in(k_wide, c) ? size_t{2} : size_t{1}};
}

// The length of "\033[…m".
size_t escape_length(std::string_view text) {
  if (!text.starts_with("\033[")) return 0;
  const size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

// Replaces the `width` columns from column `from` on with "..".
std::string with_dots(std::string_view text, size_t from, size_t width) {
  std::string out;
  size_t column = 0;
  bool has_dots = false;
  while (!text.empty()) {
    const auto character = first_of(text);
    const size_t bytes = character ? character->bytes : 1;
    const bool is_cut = column >= from && column < from + width;
    if (is_cut && !has_dots) out += "..";
    has_dots |= is_cut;
    if (!is_cut) out += text.substr(0, bytes);
    column += character ? character->columns : 1;
    text.remove_prefix(bytes);
  }
  return out;
}

std::string indented(const std::string& text, long first, long rest, size_t limit) {
  std::string out;
  for (size_t at = 0; at < text.size() && out.size() <= limit;) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    out.append(static_cast<size_t>(std::max(0L, at == 0 ? first : rest)), ' ').append(text, at, end - at);
    at = end;
  }
  return out;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

size_t columns(std::string_view text) {
  size_t count = 0;
  for (std::string_view rest = text; !rest.empty();) {
    if (const size_t escape = escape_length(rest)) {
      rest.remove_prefix(escape);
      continue;
    }
    const auto character = first_of(rest);
    if (!character) return text.size();
    count += character->columns;
    rest.remove_prefix(character->bytes);
  }
  return count;
}

std::optional<Padding> padding_at(std::string_view text) {
  Padding padding;
  size_t at = 1;
  if (text.starts_with('>')) {
    padding.align = Padding::Align::right;
    if (text.substr(1).starts_with('>')) padding.align = Padding::Align::right_stealing;
    if (text.substr(1).starts_with('<')) padding.align = Padding::Align::centre;
    if (padding.align != Padding::Align::right) ++at;
  } else if (!text.starts_with('<')) {
    return std::nullopt;
  }
  if (text.substr(at).starts_with('|')) {
    padding.to_column = true;
    ++at;
  }
  if (!text.substr(at).starts_with('(')) return std::nullopt;
  const size_t start = at + 1;
  const size_t end = text.find_first_of(",)", start);
  if (end == std::string_view::npos || end == start) return std::nullopt;
  const std::string number(text.substr(start, end - start));
  char* behind = nullptr;
  padding.width = std::strtol(number.c_str(), &behind, 10);
  // A negative number counts from the right edge of the terminal, but there is no terminal.
  if (behind == number.c_str() || padding.width <= 0 || padding.width > k_limit) return std::nullopt;
  size_t close = end;
  if (text[end] == ',') {
    const std::string_view how = text.substr(end + 1);
    close = text.find(')', end + 1);
    if (how.starts_with("trunc)"))
      padding.cut = Padding::Cut::end;
    else if (how.starts_with("ltrunc)"))
      padding.cut = Padding::Cut::start;
    else if (how.starts_with("mtrunc)"))
      padding.cut = Padding::Cut::middle;
    else
      return padding;  // git has already set the width when it finds that this is no placeholder
  }
  padding.length = close + 1;
  return padding;
}

void add_padded(std::string& out, std::string value, const Padding& padding) {
  using Align = Padding::Align;
  long width = padding.width;
  // As in git, the newline before the line is part of it, with no width.
  if (padding.to_column) {
    std::string_view line = out;
    if (line.size() > k_longest_padded_line) line.remove_prefix(line.size() - k_longest_padded_line);
    line.remove_prefix(
        std::min(line.size(), line.rfind('\n') == std::string_view::npos ? 0 : line.rfind('\n')));
    width -= static_cast<long>(columns(line));
  }
  const auto length = static_cast<long>(columns(value));
  Align align = padding.align;
  if (align == Align::right_stealing) {
    for (; length > width && out.ends_with(' ') && out.size() > 1; ++width) out.pop_back();
    align = Align::right;
  }
  if (length > width) {
    const auto from = [&](long column) { return static_cast<size_t>(std::max(0L, column)); };
    const auto cut = from(length - (width - 2));
    if (padding.cut == Padding::Cut::start) value = with_dots(value, 0, cut);
    if (padding.cut == Padding::Cut::middle) value = with_dots(value, from(width / 2 - 1), cut);
    if (padding.cut == Padding::Cut::end) value = with_dots(value, from(width - 2), cut);
    out += value;
    return;
  }
  const auto room = static_cast<size_t>(width - length);
  const size_t before = align == Align::left ? 0 : align == Align::right ? room : room / 2;
  out.append(before, ' ').append(value).append(room - before, ' ');
}

// Follows strbuf_add_wrapped_text in git's utf8.c step by step to get the same lines.
std::string wrapped(const std::string& given, long width, long first, long rest, size_t limit) {
  const std::string text = given.c_str();  // git stops at a NUL
  if (width <= 0) return indented(text, first, rest, limit);
  constexpr size_t k_none = std::string::npos;
  const auto at = [&](size_t i) { return i < text.size() ? text[i] : '\0'; };
  std::string out;
  size_t i = 0, line = 0, space = k_none;
  long indent = first, column = first;
  while (out.size() <= limit) {
    while (const size_t escape = escape_length(std::string_view(text).substr(std::min(i, text.size()))))
      i += escape;
    const char c = at(i);
    bool new_line = false;
    if (c != '\0' && !is_space(c)) {
      const auto character = first_of(std::string_view(text).substr(i));
      column += static_cast<long>(character ? character->columns : 1);
      i += character ? character->bytes : 1;
      continue;
    }
    if (column <= width || space == k_none) {
      if (c == '\0' && i == line) return out;
      if (space == k_none) out.append(static_cast<size_t>(indent), ' ');
      const size_t start = space == k_none ? line : space;
      out.append(text, start, i - start);
      if (c == '\0') return out;
      space = i;
      if (c == '\t') column |= 0x07;
      if (c == '\n') {
        ++space;
        if (at(space) == '\n') {
          out += '\n';
          new_line = true;
        } else if (!std::isalnum(static_cast<unsigned char>(at(space)))) {
          new_line = true;
        } else {
          out += ' ';
        }
      }
      if (!new_line) {
        ++column;
        ++i;
      }
    } else {
      new_line = true;
    }
    if (!new_line) continue;
    out += '\n';
    i = line = space + (is_space(at(space)) ? 1 : 0);
    space = k_none;
    column = indent = rest;
  }
  return out;
}

}  // namespace rpmworks::git
