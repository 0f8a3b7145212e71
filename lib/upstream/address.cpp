// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/address.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::upstream {

std::optional<fs::path> local_file(const std::string& url) {
  constexpr std::string_view k_scheme = "file://";
  if (url.starts_with('/')) return fs::path(url);
  if (!url.starts_with(k_scheme)) return std::nullopt;
  return fs::path(percent_decoded(url.substr(k_scheme.size())));
}

std::string encoded(std::string_view text) {
  std::string url;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') ||
                       std::string_view("-._~").find(letter) != std::string_view::npos;
    url += plain ? std::string(1, letter) : fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  }
  return url;
}

void require_inside(const std::string& repository, const std::string& href) {
  const std::string plain = percent_decoded(href);
  const bool printable = std::ranges::none_of(plain, [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f || letter == '\\';
  });
  const std::vector<std::string> parts = split(plain, '/');
  const bool inside = !plain.empty() && !plain.starts_with('/') && plain.find("://") == std::string::npos &&
                      std::ranges::find(parts, "..") == parts.end() && !parts.back().empty() &&
                      parts.back() != ".";
  if (printable && inside) return;
  std::string shown;
  for (const char letter : href) shown += static_cast<unsigned char>(letter) < 0x20 ? '?' : letter;
  throw Error(
      ExitCode::upstream,
      fmt::format("the metadata of {} lists a file outside of the repository: '{}'", repository, shown))
      .hint(
          "nothing was read or written there; do not use this repository until its owner has explained this");
}

}  // namespace rpmworks::upstream
