// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

/// Edits of a spec's text, from text to text. They read no more of it than lines: what a macro or an included
/// file says is not seen, so whoever sets a tag parses the result and looks whether it took.
namespace rpmworks::spec {

/// A line of a text.
struct SpecLine {
  size_t start = 0;           ///< offset of its first byte
  std::string_view content;   ///< without the newline
  int number = 0;             ///< from 1
  bool is_continued = false;  ///< it goes on the line before, which ends in a backslash
  size_t end() const { return start + content.size(); }
};
std::vector<SpecLine> lines_of_spec(std::string_view text);

/// A line as messages show it.
SourcePosition position_of(const SpecLine& line, const std::string& spec);

/// Whether a line begins a section: %description, %package, %prep … (rpm's part names, build/parseSpec.c).
bool begins_section(std::string_view line);
/// Offset of the line that begins the first section: what stands before it is the preamble of the main
/// package. The text's size when there is none.
size_t preamble_end(std::string_view text);

/// Where the preamble sets a tag, in any case of letters: once, or once a branch of its conditions.
struct TagLine {
  SpecLine line;
  size_t value_start = 0;  ///< offset in the text
  std::string value;       ///< as written, macros and all
};
std::vector<TagLine> find_tag(std::string_view text, std::string_view tag);

/// The text with a tag's value replaced wherever the preamble sets it, and wherever a %define or %global
/// above that sets a macro of the tag's own name; the rest of the lines stays. Throws Error(invalid) when it
/// is set nowhere there, and when the spec defines a macro of the tag's name behind it, which would stand for
/// another value from there on. `spec` is its path, for messages.
std::string with_tag(const std::string& text, const std::string& tag, const std::string& value,
                     const std::string& spec);

/// The macro that is the whole value of a tag ("ver" of `Version: %{ver}`) when it stands elsewhere too: with
/// another value in the tag, the rest of the spec keeps the old one.
std::optional<std::string> macro_behind(std::string_view text, std::string_view tag);

/// The text with changelog entries before those that it has. `entries` ends in a newline. A spec without
/// %changelog gets one, at its end.
std::string with_changelog(const std::string& text, const std::string& entries);

/// A text in a place where rpm expands macros: '%' doubled.
std::string escape_macros(std::string_view text);

}  // namespace rpmworks::spec
