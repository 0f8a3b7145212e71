// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::gear {

/// The characters that separate words.
inline constexpr std::string_view k_blanks = " \t\r\v\f";

struct Word {
  std::string text;
  int column = 0;  ///< from 1
};

/// A line of GEAR rules: `directive: arguments`.
class Line {
 public:
  Line(std::string file, int number, std::string text, Word directive, size_t arguments)
      : m_file(std::move(file)),
        m_number(number),
        m_text(std::move(text)),
        m_directive(std::move(directive)),
        m_arguments(arguments) {}

  /// As written, including the '?' of an optional directive.
  const Word& directive() const { return m_directive; }
  /// The arguments, with quotes resolved as in a shell: '…', "…" and \. Throws Error(invalid) for an
  /// unterminated quote.
  std::vector<Word> words() const;
  /// The arguments as written.
  std::vector<Word> unquoted_words() const;
  /// Everything after the directive as one word.
  Word rest() const;
  SourcePosition at(int column) const;

 private:
  std::string m_file;
  int m_number;
  std::string m_text;
  Word m_directive;
  size_t m_arguments;  ///< offset of the first
};

/// Returns nothing for an empty line or a comment. Throws Error(invalid) for a line without a directive.
std::optional<Line> parse_line(std::string_view text, int number, const std::string& file);

}  // namespace rpmworks::gear
