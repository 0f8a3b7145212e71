// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks {

/// Whether a code point changes the direction of the text after it (embeddings, overrides and isolates,
/// U+202A to U+202E and U+2066 to U+2069). Such a character can make one name look like another.
constexpr bool turns_direction(uint32_t point) {
  return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

/// The length of the UTF-8 sequence at `at` if it encodes a code point for which turns_direction is true,
/// else 0.
size_t turning_length(std::string_view text, size_t at);

/// The length of the UTF-8 sequence at `at`; 0 if there is no valid one (RFC 3629: no overlong form, no
/// surrogate, nothing beyond U+10FFFF).
size_t utf8_length(std::string_view text, size_t at);

/// Makes text from an untrusted source safe for a terminal or a log. Control characters (C0, DEL and C1) and
/// characters that change the direction of text become escapes like "\x1b" and "\u202e"; newlines and tabs
/// stay. Text beyond `limit` bytes is replaced by "…".
std::string printable(std::string_view text, size_t limit = 64UL * 1024);

/// A character that XML 1.0, and so repository metadata, cannot represent: control characters other than tab,
/// newline and carriage return, U+FFFE and U+FFFF (section 2.2, Char).
struct ForbiddenCharacter {
  size_t at = 0;     ///< offset of its first byte
  size_t bytes = 1;  ///< length
  std::string name;  ///< "0x1B (ESC)", "U+FFFE"
};

/// The first such character of a text; nothing if XML can represent the whole text. Bytes that are not UTF-8
/// count as Latin-1 characters, as in createrepo_c.
std::optional<ForbiddenCharacter> forbidden_in_xml(std::string_view text);

}  // namespace rpmworks
