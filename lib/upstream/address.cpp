// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/address.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::upstream {

namespace {

int hexadecimal_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

std::string decoded(const std::string& url) {
  std::string text;
  for (size_t i = 0; i < url.size(); ++i) {
    const int high = url[i] == '%' && i + 2 < url.size() ? hexadecimal_digit(url[i + 1]) : -1;
    const int low = high >= 0 ? hexadecimal_digit(url[i + 2]) : -1;
    if (low < 0) {
      text += url[i];
      continue;
    }
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

}  // namespace

std::optional<fs::path> local_folder(const std::string& url) {
  constexpr std::string_view k_scheme = "file://";
  if (url.starts_with('/')) return fs::path(url);
  if (!url.starts_with(k_scheme)) return std::nullopt;
  return fs::path(decoded(url.substr(k_scheme.size())));
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
  const std::string plain = decoded(href);
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
  throw Error(ExitCode::upstream,
              fmt::format("the metadata of {} names a file outside the repository: '{}'", repository, shown))
      .hint(
          "nothing was read or written there; do not use this repository before its owner has explained it");
}

}  // namespace rpmworks::upstream
