// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/package_names.hpp"

#include <algorithm>
#include <cctype>

namespace rpmworks::config {

namespace {

constexpr size_t k_short = 5;  // shorter names have too many others within one typing error

// The name without parts that distributions write differently: "yaml-cpp devel" for libyaml_cpp-dev.
std::string meaning_of(std::string_view name) {
  std::string text;
  for (const char c : name)
    text += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view stem = text;
  bool is_devel = false;
  for (const std::string_view end : {"-devel", "-dev"}) {
    if (!stem.ends_with(end) || stem.size() == end.size()) continue;
    stem.remove_suffix(end.size());
    is_devel = true;
    break;
  }
  std::string kind;
  for (const std::string_view begin : {"python3-", "python-", "lib"}) {
    if (!stem.starts_with(begin) || stem.size() == begin.size()) continue;
    stem.remove_prefix(begin.size());
    if (begin != "lib") kind = "python ";
    break;
  }
  return kind + std::string(stem) + (is_devel ? " devel" : "");
}

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Whether they differ in one missing, extra or changed letter, or in two swapped ones.
bool is_one_typo(std::string_view a, std::string_view b) {
  const size_t shorter = std::min(a.size(), b.size());
  if (std::max(a.size(), b.size()) - shorter > 1) return false;
  const auto at = static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(shorter), b.begin()).first - a.begin());
  const auto rest = [](std::string_view text, size_t from) {
    return from <= text.size() ? text.substr(from) : "";
  };
  if ((at < a.size() && is_digit(a[at])) || (at < b.size() && is_digit(b[at]))) return false;
  if (a.size() == b.size())
    return rest(a, at + 1) == rest(b, at + 1) || (at + 1 < a.size() && a[at] == b[at + 1] &&
                                                  a[at + 1] == b[at] && rest(a, at + 2) == rest(b, at + 2));
  return a.size() < b.size() ? rest(a, at) == rest(b, at + 1) : rest(a, at + 1) == rest(b, at);
}

}  // namespace

std::optional<std::string> package_meant(std::string_view name, const std::vector<std::string>& names) {
  const std::string meaning = meaning_of(name);
  const auto means_the_same = std::ranges::find_if(
      names, [&](const std::string& other) { return other != name && meaning_of(other) == meaning; });
  if (means_the_same != names.end()) return *means_the_same;
  if (name.size() < k_short) return std::nullopt;
  const auto typo = std::ranges::find_if(
      names, [&](const std::string& other) { return other != name && is_one_typo(name, other); });
  return typo == names.end() ? std::nullopt : std::optional(*typo);
}

}  // namespace rpmworks::config
