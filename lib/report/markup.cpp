// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/markup.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdint>

#include "core/printable.hpp"

namespace rpmworks::report {

namespace {

constexpr std::string_view k_replacement = "\xef\xbf\xbd";

// The length of the well-formed UTF-8 sequence at the start of `text`; 0 if it is malformed or must not be
// shown.
size_t sequence_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first < 0x20 && first != '\n' && first != '\t' ? 0 : (first == 0x7f ? 0 : 1);
  const size_t length = first >= 0xf0 && first <= 0xf4  ? 4
                        : first >= 0xe0 && first < 0xf0 ? 3
                        : first >= 0xc2 && first < 0xe0 ? 2
                                                        : 0;
  if (!length || text.size() < length) return 0;
  uint32_t point = first & (0xffU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool none =
      point > 0x10ffff || (point >= 0xd800 && point < 0xe000) || (point >= 0x80 && point < 0xa0);
  // XML 1.0 excludes U+FFFE and U+FFFF. The last two code points of the other planes are noncharacters too.
  const bool no_character = (point & 0xfffeU) == 0xfffe;
  // Marks that change the direction of text could make one name look like another.
  return overlong || none || no_character || turns_direction(point) ? 0 : length;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const size_t length = sequence_length(text);
    const char c = text.front();
    if (!length)
      html += k_replacement;
    else if (c == '&')
      html += "&amp;";
    else if (c == '<')
      html += "&lt;";
    else if (c == '>')
      html += "&gt;";
    else if (c == '"')
      html += "&quot;";
    else if (c == '\'')
      html += "&#39;";
    else
      html += text.substr(0, length);
    text.remove_prefix(length ? length : 1);
  }
  return html;
}

std::string clean_text(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const size_t length = sequence_length(text);
    clean += length ? text.substr(0, length) : k_replacement;
    text.remove_prefix(length ? length : 1);
  }
  return clean;
}

std::string path_href(std::string_view path) {
  std::string href;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte)) || std::string_view("-._~/+^").find(c) != std::string_view::npos)
      href += c;
    else
      href += fmt::format("%{:02X}", byte);
  }
  return href;
}

}  // namespace rpmworks::report
