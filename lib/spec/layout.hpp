// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::spec {

/// The lines of a spec, and how they lie within its sections, conditions and macros. Line numbers are indexes
/// from 0.
class SpecLayout {
 public:
  enum class Part { preamble, patch_list, source_list, prep, other };

  explicit SpecLayout(std::string_view text);

  const std::vector<std::string>& lines() const { return m_lines; }
  size_t size() const { return m_lines.size(); }
  /// The section that a line belongs to. %package has a preamble too; a line that begins a section is in it.
  Part part(size_t line) const { return m_parts[line]; }
  /// Whether a line begins a section.
  bool is_heading(size_t line) const { return m_headings[line]; }
  /// Whether a line continues a macro that began on an earlier line: "%{lua:" … "}", or "%global x \".
  bool is_in_macro(size_t line) const;
  /// Whether %if, or a macro of several lines, decides about a line.
  bool is_conditional(size_t line) const;

  /// The first line behind `line` that belongs to no %if, shell block or macro that `line` is in and that
  /// began at or after `first`. What is inserted there is not subject to the conditions of `line`.
  size_t behind(size_t line, size_t first) const;

 private:
  std::vector<std::string> m_lines;
  std::vector<Part> m_parts;
  std::vector<bool> m_headings;
  std::vector<int> m_conditions;  ///< %if that are open after each line
  std::vector<int> m_braces;      ///< braces of macros that are open after each line
  std::vector<int> m_blocks;  ///< if, for, while, case of the shell that are open after each line of %prep
};

/// The macro that a line begins with: "%setup", "%patch" of "%patch0 -p1"; "" for other lines.
std::string_view macro_of(std::string_view line);

}  // namespace rpmworks::spec
