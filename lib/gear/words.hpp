// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::gear {

/// What stands between words.
inline constexpr std::string_view k_gear_blanks = " \t\r\v\f";

struct GearWord {
  std::string text;
  int column = 0;  ///< from 1
};

/// A line of GEAR's rules: `directive: arguments`.
class GearLine {
 public:
  GearLine(std::string file, int number, std::string text, GearWord directive, size_t arguments)
      : m_file(std::move(file)),
        m_number(number),
        m_text(std::move(text)),
        m_directive(std::move(directive)),
        m_arguments(arguments) {}

  /// As written, with the '?' of an optional one.
  const GearWord& directive() const { return m_directive; }
  /// The arguments, quotes resolved as a shell does: '…', "…" and \. Throws Error(invalid) for a quote that
  /// is not closed.
  std::vector<GearWord> words() const;
  /// The arguments as they are.
  std::vector<GearWord> unquoted_words() const;
  /// All after the directive as one.
  GearWord rest() const;
  SourcePosition at(int column) const;

 private:
  std::string m_file;
  int m_number;
  std::string m_text;
  GearWord m_directive;
  size_t m_arguments;  ///< offset of the first
};

/// Nothing for an empty line and a comment. Throws Error(invalid) for a line without a directive.
std::optional<GearLine> gear_line(std::string_view text, int number, const std::string& file);

}  // namespace rpmworks::gear
