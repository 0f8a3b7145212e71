// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/release_spec.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "core/text.hpp"
#include "scaffold/templates.hpp"

namespace rpmworks::scaffold {

namespace {

// Lines of the template that begin with this are only for products whose clients may have zypper.
constexpr std::string_view k_zypper = "@ZYPPER@";

std::string lines_for(const std::string& text, bool zypper) {
  std::vector<std::string> kept;
  for (auto& line : split(text, '\n')) {
    if (!line.starts_with(k_zypper))
      kept.push_back(std::move(line));
    else if (zypper)
      kept.push_back(line.substr(k_zypper.size()));
  }
  return join(kept, "\n");
}

}  // namespace

std::string release_spec(const std::string& product, bool by_dist, bool zypper) {
  const std::string repo = by_dist ? product + "%{?dist}.repo" : product + ".repo";
  std::string text = lines_for(templates().at("release.spec"), zypper);
  for (const auto& [mark, value] : {std::pair<std::string, std::string>{"@NAME@", product + "-release"},
                                    {"@REPO@", repo},
                                    {"@PRODUCT@", product}})
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
      text.replace(at, mark.size(), value);
  return text;
}

}  // namespace rpmworks::scaffold
