// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding.hpp"

namespace rpmworks {

namespace {

constexpr std::string_view k_digits = "0123456789abcdef";

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

// The byte that two hexadecimal digits stand for, or -1.
int byte_of(std::string_view two) {
  const int high = two.size() == 2 ? digit(two[0]) : -1;
  const int low = high < 0 ? -1 : digit(two[1]);
  return low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::string to_hex(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    text += k_digits[static_cast<unsigned char>(byte) >> 4];
    text += k_digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const int byte = byte_of(text.substr(i, 2));
    if (byte < 0) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? byte_of(text.substr(i + 1, 2)) : -1;
    decoded += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return decoded;
}

}  // namespace rpmworks
