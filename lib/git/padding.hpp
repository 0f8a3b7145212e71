// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks::git {

/// The width of a text in terminal columns: two for East Asian wide characters, none for combining marks and
/// colour sequences. For text that is not UTF-8, one per byte.
size_t columns(std::string_view text);

/// The padding that `%<(N)`, `%>(N)`, `%>>(N)` and `%><(N)` set for the next placeholder (git-log(1)).
struct Padding {
  enum class Align { left, right, right_stealing, centre };
  enum class Cut { nothing, end, start, middle };
  Align align = Align::left;
  Cut cut = Cut::nothing;
  long width = 0;          ///< in columns; counted from the start of the line if `to_column`
  bool to_column = false;  ///< `%<|(N)`
  size_t length = 0;       ///< of the placeholder without the '%'; 0 if git keeps it as text but still pads
};

/// Parses the text after a '%'; nothing if it is not a valid padding. git's limit of 16384 columns applies.
std::optional<Padding> padding_at(std::string_view text);

/// Appends `value`, padded and truncated, to `out`.
void add_padded(std::string& out, std::string value, const Padding& padding);

/// Applies `%w(width,first,rest)` to a text: fills paragraphs to `width` columns, or only indents for 0. The
/// result is cut after `limit` bytes, because each line may get thousands of blanks.
std::string wrapped(const std::string& text, long width, long first, long rest, size_t limit);

}  // namespace rpmworks::git
