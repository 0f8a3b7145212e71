// SPDX-License-Identifier: GPL-3.0-or-later
#include "lfs/pointer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/text.hpp"
#include "git/lfs.hpp"

namespace rpmworks::lfs {

namespace {

constexpr std::array<std::string_view, 3> k_versions = {
    "https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1", "http://git-media.io/v/2"};
constexpr std::array<std::string_view, 3> k_keys = {"version", "oid", "size"};
constexpr std::string_view k_sha256 = "sha256:";

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_extension(std::string_view key) {
  const bool numbered = key.starts_with("ext-") && key.size() > 6 && key[4] >= '0' && key[4] <= '9';
  return numbered && key[5] == '-';
}

std::optional<uint64_t> number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Pointer> parse_pointer(std::string_view content) {
  if (content.size() >= git::k_largest_lfs_pointer) return std::nullopt;
  Pointer pointer;
  std::vector<std::string> values;
  for (const auto& text : split(trim(content), '\n')) {
    const std::string_view line = std::string_view(text).substr(0, text.size() - text.ends_with('\r'));
    if (line.empty()) continue;
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos || values.size() == k_keys.size()) return std::nullopt;
    const std::string_view key = line.substr(0, blank);
    if (key == k_keys[values.size()])
      values.emplace_back(line.substr(blank + 1));
    else if (is_extension(key))
      pointer.extended = true;
    else
      return std::nullopt;
  }
  if (values.size() != k_keys.size()) return std::nullopt;
  if (std::find(k_versions.begin(), k_versions.end(), values[0]) == k_versions.end()) return std::nullopt;
  if (!values[1].starts_with(k_sha256)) return std::nullopt;
  pointer.oid = values[1].substr(k_sha256.size());
  const auto size = number(values[2]);
  if (!is_sha256(pointer.oid) || !size) return std::nullopt;
  pointer.size = *size;
  return pointer;
}

}  // namespace rpmworks::lfs
