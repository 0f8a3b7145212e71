// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/json.hpp"

namespace rpmworks {

/// The value that a JSON text stands for; nothing when there is no such value. For what rpmworks itself keeps
/// and can do without: a text of another version, damaged, or cut off by a power cut is as good as none.
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

/// The same of a file, which need not exist. Throws Error when a file that exists cannot be read.
template <class T>
std::optional<T> value_in(const fs::path& file, T (*from_json)(const Json&)) {
  return is_there(file) ? value_of(read_file(file), from_json) : std::nullopt;
}

}  // namespace rpmworks
