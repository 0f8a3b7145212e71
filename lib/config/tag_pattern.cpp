// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/tag_pattern.hpp"

#include <fmt/format.h>

#include "config/values.hpp"
#include "core/error.hpp"

namespace rpmworks::config {

namespace {

constexpr std::string_view k_version = "{version";
constexpr std::string_view k_as_is = "as-is";

Error unusable(const std::string& text, const std::string& what) {
  return Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(text)));
}

// Position of "{version}" or "{version:…}".
size_t find_version(const std::string& text, size_t from) {
  for (size_t at = from; (at = text.find(k_version, at)) != std::string::npos; ++at) {
    const char next = at + k_version.size() < text.size() ? text[at + k_version.size()] : '\0';
    if (next == '}' || next == ':') return at;
  }
  return std::string::npos;
}

}  // namespace

TagPattern parse_tag_pattern(const std::string& text, const std::string& what) {
  const size_t begin = find_version(text, 0);
  const size_t end = begin == std::string::npos ? begin : text.find('}', begin);
  if (end == std::string::npos || find_version(text, end) != std::string::npos)
    throw unusable(text, what)
        .hint("write the form of the tag with {version}, and {name} for the package name: v{version}");
  TagPattern pattern{.before = text.substr(0, begin), .behind = text.substr(end + 1)};
  std::string options = text.substr(begin + k_version.size(), end - begin - k_version.size());
  if (options.empty()) return pattern;
  options.erase(0, 1);  // ':'
  if (options == k_as_is || options.ends_with("," + std::string(k_as_is))) {
    pattern.as_is = true;
    options.erase(options.size() - k_as_is.size());
    if (!options.empty()) options.pop_back();
  } else if (options.empty()) {
    options = ":";  // refused below
  }
  if (options.size() % 2 != 0)
    throw unusable(text, what)
        .hint(
            "after {version: write pairs of characters, each replacing its first with its second "
            "({version:_.} turns 4_0 into 4.0), or as-is");
  for (size_t i = 0; i < options.size(); i += 2) pattern.replaced.emplace_back(options[i], options[i + 1]);
  return pattern;
}

}  // namespace rpmworks::config
