// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/json.hpp"

namespace rpmworks {

/// Parses a JSON text into a value; returns nothing if that fails. For files that rpmworks itself writes and
/// can do without: a text that is damaged, truncated by a power cut, or of another version counts as missing.
/// `from_json` throws JsonError or Error for JSON that it does not understand.
template <class T>
std::optional<T> value_of(std::string_view text, T (*from_json)(const Json&)) {
  try {
    return from_json(Json::parse(text));
  } catch (const JsonError&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// As value_of, for the text in `file`; returns nothing if the file does not exist. Throws Error if an
/// existing file cannot be read.
template <class T>
std::optional<T> value_in(const fs::path& file, T (*from_json)(const Json&)) {
  return is_there(file) ? value_of(read_file(file), from_json) : std::nullopt;
}

}  // namespace rpmworks
