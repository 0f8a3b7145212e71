// SPDX-License-Identifier: GPL-3.0-or-later
#include "lockfile/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "core/printable.hpp"

namespace rpmworks::lockfile {

namespace {

bool is_decimal(char c) {
  return c >= '0' && c <= '9';
}

// Words that YAML 1.1 or the core schema of YAML 1.2 reads as null, boolean or special number.
bool is_word_of_yaml(std::string_view text) {
  static constexpr std::array<std::string_view, 13> k_words = {
      "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "<<"};
  if (text.size() > 5) return false;
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::ranges::find(k_words, lower) != k_words.end();
}

// Whether YAML 1.1 or 1.2 may read a number or a date. Some texts that it would read as text are included.
bool may_be_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || (!is_decimal(text.front()) && text.front() != '.')) return false;
  const std::string_view rest = text.substr(1);
  if (text.front() == '0' && !rest.empty() && (rest.front() == 'x' || rest.front() == 'o'))
    return std::ranges::all_of(rest.substr(1),
                               [](unsigned char c) { return std::isxdigit(c) != 0 || c == '_'; });
  size_t dashes = 0;
  size_t exponents = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool after_exponent = i > 0 && (text[i - 1] == 'e' || text[i - 1] == 'E');
    if (c == 'e' || c == 'E') ++exponents;
    if (is_decimal(c) || c == '.' || c == '_' || c == ':' || c == 'e' || c == 'E') continue;
    if (after_exponent && (c == '+' || c == '-')) continue;
    if (c != '-') return false;
    ++dashes;
  }
  return exponents <= 1 && (dashes == 0 || dashes == 2);
}

bool is_plain(std::string_view text) {
  if (text.empty() || is_word_of_yaml(text) || may_be_number(text)) return false;
  const auto first = static_cast<unsigned char>(text.front());
  // A plain scalar may start with other characters too, but not in every place.
  if (std::isalnum(first) == 0 &&
      std::string_view("/._+~^$()<;\\").find(text.front()) == std::string_view::npos)
    return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x20 || c >= 0x7f || std::string_view(",?[]{}").find(text[i]) != std::string_view::npos)
      return false;
    if (c == '#' && text[i - 1] == ' ') return false;
    if (c == ':' && text[i + 1] == ' ') return false;
  }
  return true;
}

uint32_t code_point(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence.front());
  uint32_t point = sequence.size() == 1 ? lead : lead & (0xffU >> (sequence.size() + 1));
  for (const char next : sequence.substr(1)) point = point << 6 | (static_cast<unsigned char>(next) & 0x3fU);
  return point;
}

std::string escape(uint32_t point) {
  if (point == '"') return "\\\"";
  if (point == '\\') return "\\\\";
  if (point >= 0x20 && point < 0x7f) return {static_cast<char>(point)};
  if (point <= 0xff) return fmt::format("\\x{:02x}", point);
  return point <= 0xffff ? fmt::format("\\u{:04x}", point) : fmt::format("\\U{:08x}", point);
}

}  // namespace

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string quoted = "\"";
  for (size_t at = 0; at < text.size();) {
    const size_t length = std::max<size_t>(utf8_length(text, at), 1);
    quoted += escape(code_point(text.substr(at, length)));
    at += length;
  }
  return quoted + "\"";
}

}  // namespace rpmworks::lockfile
