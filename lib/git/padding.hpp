// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rpmworks::git {

/// How many columns a terminal gives a text: two for what is wide in East Asia, none for combining marks and
/// for sequences that set colours. A text that is not UTF-8 has a column a byte.
size_t columns(std::string_view text);

/// What `%<(N)`, `%>(N)`, `%>>(N)` and `%><(N)` say of the placeholder behind them (git-log(1)).
struct Padding {
  enum class Align { left, right, right_stealing, centre };
  enum class Cut { nothing, end, start, middle };
  Align align = Align::left;
  Cut cut = Cut::nothing;
  long width = 0;          ///< columns; of a line counted from its beginning when `to_column`
  bool to_column = false;  ///< `%<|(N)`
  size_t length =
      0;  ///< of the placeholder without the '%'; 0 when git leaves it as text, and pads all the same
};

/// Reads what stands behind the '%'; nothing when it is no padding that git knows. Git's bound of 16384
/// columns holds.
std::optional<Padding> padding_at(std::string_view text);

/// Adds `value`, padded and cut, to `out`.
void add_padded(std::string& out, std::string value, const Padding& padding);

/// What `%w(width,first,rest)` makes of a text: paragraphs filled to `width` columns, or only indented for 0.
/// The result ends early when it has more than `limit` bytes: every line may get thousands of blanks.
std::string wrapped(const std::string& text, long width, long first, long rest, size_t limit);

}  // namespace rpmworks::git
