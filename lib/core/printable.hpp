// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks {

/// A text of untrusted origin as it may be written to a terminal or a log: control characters (C0, DEL and
/// C1) become escapes like "\x1b", newlines and tabs stay. Text beyond `limit` bytes is cut off and replaced
/// by "…".
std::string printable(std::string_view text, size_t limit = 64UL * 1024);

/// A character that XML 1.0, and so repository metadata, cannot hold: control characters other than tab,
/// newline and carriage return, U+FFFE and U+FFFF (section 2.2, Char).
struct ForbiddenCharacter {
  size_t at = 0;     ///< offset of its first byte
  size_t bytes = 1;  ///< length
  std::string name;  ///< "0x1B (ESC)", "U+FFFE"
};

/// The first such character of a text; none when XML can hold all of it. Bytes that are not UTF-8 count as
/// characters of Latin-1, as createrepo_c takes them.
std::optional<ForbiddenCharacter> forbidden_in_xml(std::string_view text);

}  // namespace rpmworks
