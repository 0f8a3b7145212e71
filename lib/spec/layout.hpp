// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::spec {

/// The lines of a spec with the sections, conditions and macros they belong to. Line numbers are indexes from
/// 0.
class Layout {
 public:
  enum class Part { preamble, patch_list, source_list, prep, other };

  explicit Layout(std::string_view text);

  const std::vector<std::string>& lines() const { return m_lines; }
  size_t size() const { return m_lines.size(); }
  /// The section of a line. The part after %package is a preamble too; a section heading belongs to its
  /// section.
  Part part(size_t line) const { return m_parts[line]; }
  /// Whether a line starts a section.
  bool is_heading(size_t line) const { return m_headings[line]; }
  /// Whether a line continues a macro that started on an earlier line: "%{lua:" … "}", or "%global x \".
  bool is_in_macro(size_t line) const;
  /// Whether a line depends on an %if or on a macro of several lines.
  bool is_conditional(size_t line) const;

  /// The first line after `line` that is outside of every %if, shell block and macro that contains `line` and
  /// that starts at or after `first`. Text inserted there does not depend on the conditions of `line`.
  size_t line_outside_blocks(size_t line, size_t first) const;

 private:
  std::vector<std::string> m_lines;
  std::vector<Part> m_parts;
  std::vector<bool> m_headings;
  std::vector<int> m_conditions;  ///< open %if after each line
  std::vector<int> m_braces;      ///< open macro braces after each line
  std::vector<int> m_blocks;      ///< open if, for, while and case of the shell after each line of %prep
};

/// The macro at the start of a line: "%setup", "%patch" of "%patch0 -p1"; "" for other lines.
std::string_view macro_of(std::string_view line);

}  // namespace rpmworks::spec
