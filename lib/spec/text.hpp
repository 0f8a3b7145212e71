// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

/// Edits of a spec's text. They work on lines and do not see what a macro or an included file sets. So a
/// caller that sets a tag must parse the result and check that the new value took effect.
namespace rpmworks::spec {

/// A line of a spec.
struct Line {
  size_t start = 0;           ///< offset of its first byte
  std::string_view content;   ///< without the newline
  int number = 0;             ///< from 1
  bool is_continued = false;  ///< continues the line before, which ends in a backslash
  size_t end() const { return start + content.size(); }
};
std::vector<Line> lines_of(std::string_view text);

/// The position of a line, for messages.
SourcePosition position_of(const Line& line, const std::string& spec);

/// Whether a line starts a section: %description, %package, %prep … (the part names in rpm's
/// build/parseSpec.c).
bool starts_section(std::string_view line);
/// Offset of the first section heading, where the preamble of the main package ends; the text's size if there
/// is none.
size_t preamble_end(std::string_view text);

/// A line of the preamble that sets a tag (case-insensitive). There is one per branch of the preamble's
/// conditions.
struct TagLine {
  Line line;
  size_t value_start = 0;  ///< offset in the text
  std::string value;       ///< as written, with macros
};
std::vector<TagLine> find_tag(std::string_view text, std::string_view tag);

/// Replaces the value of a tag wherever the preamble sets it, and in %define and %global lines above that set
/// the macro of the same name. Throws Error(invalid) if the preamble does not set the tag, or if the spec
/// defines that macro after the tag, which would bring the old value back. `spec` is its path, for messages.
std::string with_tag(const std::string& text, const std::string& tag, const std::string& value,
                     const std::string& spec);

/// The macro that is the whole value of a tag ("ver" of `Version: %{ver}`), if the spec also uses it
/// elsewhere: if only the tag is changed, the rest of the spec keeps the old value.
std::optional<std::string> macro_of_value(std::string_view text, std::string_view tag);

/// Inserts changelog entries before the existing ones. `entries` ends in a newline. A spec without %changelog
/// gets one at its end.
std::string with_changelog(const std::string& text, const std::string& entries);

/// Doubles each '%', for text in places where rpm expands macros.
std::string escape_macros(std::string_view text);

}  // namespace rpmworks::spec
