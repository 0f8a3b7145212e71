// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "chain/chain.hpp"
#include "chain/flatten.hpp"
#include "core/text.hpp"

namespace rpmworks::chain {

namespace {

using Parts = std::vector<std::string>;

Parts parts_of(const std::string& address) {
  const size_t scheme = address.find("://");
  const std::string path = scheme == std::string::npos ? address : address.substr(scheme + 3);
  Parts parts;
  for (auto& part : split(path.substr(0, path.find_first_of("?#")), '/'))
    if (!part.empty()) parts.push_back(std::move(part));
  return parts;
}

// How many parts all have in common, from the start of the ranges.
size_t common(const std::vector<Parts>& all) {
  size_t count = 0;
  const auto has_same = [&](const Parts& parts) {
    return count < parts.size() && parts[count] == all.front()[count];
  };
  while (std::ranges::all_of(all, has_same)) ++count;
  return count;
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string valid_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    if (is_letter_or_digit(c) || (!name.empty() && (c == '.' || c == '_' || c == '+')))
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (name.ends_with('-') || name.ends_with('.')) name.pop_back();
  return name;
}

std::vector<std::string> short_names(const std::vector<std::string>& addresses) {
  std::vector<Parts> all;
  for (const auto& address : addresses) all.push_back(parts_of(address));
  if (all.empty()) return {};
  if (all.size() == 1) {
    if (all.front().size() > 1) all.front().erase(all.front().begin(), all.front().end() - 1);
  } else {
    for (int side = 0; side < 2; ++side) {
      const auto count = static_cast<std::ptrdiff_t>(common(all));
      for (Parts& parts : all) {
        parts.erase(parts.begin(), parts.begin() + count);
        std::ranges::reverse(parts);
      }
    }
  }
  std::vector<std::string> names;
  std::set<std::string> used;
  for (const Parts& parts : all) {
    std::string name = valid_name(join(parts, "-"));
    if (name.empty()) name = fmt::format("repository{}", names.size() + 1);
    const std::string first = name;
    for (int i = 2; !used.insert(name).second; ++i) name = fmt::format("{}-{}", first, i);
    names.push_back(name);
  }
  return names;
}

}  // namespace rpmworks::chain
