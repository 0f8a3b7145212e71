// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rpmworks {

namespace {

constexpr std::array<const char*, 32> k_names = {"NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL",
                                                 "BS",  "TAB", "LF",  "VT",  "FF",  "CR",  "SO",  "SI",
                                                 "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB",
                                                 "CAN", "EM",  "SUB", "ESC", "FS",  "GS",  "RS",  "US"};

unsigned char byte_at(std::string_view text, size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool is_c0(unsigned char byte) {
  return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
}

// The code point of the three-byte sequence at `at`; 0 if there is none.
uint32_t point_of_three(std::string_view text, size_t at) {
  if ((byte_at(text, at) & 0xF0) != 0xE0 || (byte_at(text, at + 1) & 0xC0) != 0x80 ||
      (byte_at(text, at + 2) & 0xC0) != 0x80)
    return 0;
  return (byte_at(text, at) & 0x0FU) << 12 | (byte_at(text, at + 1) & 0x3FU) << 6 |
         (byte_at(text, at + 2) & 0x3FU);
}

}  // namespace

size_t turning_length(std::string_view text, size_t at) {
  return turns_direction(point_of_three(text, at)) ? 3 : 0;
}

size_t utf8_length(std::string_view text, size_t at) {
  const unsigned char first = byte_at(text, at);
  if (first < 0x80) return at < text.size() ? 1 : 0;
  const size_t length = first >= 0xC2 && first < 0xE0   ? 2
                        : first >= 0xE0 && first < 0xF0 ? 3
                        : first >= 0xF0 && first < 0xF5 ? 4
                                                        : 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte_at(text, at + i) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte_at(text, at + 1);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_beyond = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return is_overlong || is_beyond ? 0 : length;
}

std::string printable(std::string_view text, size_t limit) {
  size_t end = std::min(text.size(), limit);
  const bool is_cut = end < text.size();
  while (is_cut && end > 0 && (byte_at(text, end) & 0xC0) == 0x80) --end;  // do not cut inside a character
  std::string shown;
  for (size_t i = 0; i < end; ++i) {
    const unsigned char byte = byte_at(text, i);
    const unsigned char next = byte_at(text, i + 1);
    if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      shown += fmt::format("\\u{:04x}", next);
      ++i;
    } else if (const size_t length = turning_length(text.substr(0, end), i)) {
      shown += fmt::format("\\u{:04x}", point_of_three(text, i));
      i += length - 1;
    } else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += text[i];
    }
  }
  return is_cut ? shown + "…" : shown;
}

std::optional<ForbiddenCharacter> forbidden_in_xml(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char byte = byte_at(text, i);
    if (is_c0(byte)) return ForbiddenCharacter{i, 1, fmt::format("0x{:02X} ({})", byte, k_names[byte])};
    const unsigned char last = byte_at(text, i + 2);
    if (byte == 0xEF && byte_at(text, i + 1) == 0xBF && (last == 0xBE || last == 0xBF))
      return ForbiddenCharacter{i, 3, last == 0xBE ? "U+FFFE" : "U+FFFF"};
  }
  return std::nullopt;
}

}  // namespace rpmworks
