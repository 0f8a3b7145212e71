// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/release_spec.hpp"

#include <fmt/format.h>

#include <utility>

#include "scaffold/templates.hpp"

namespace rpmworks::scaffold {

std::string release_spec(const std::string& product, bool by_dist) {
  const std::string repo = by_dist ? product + "%{?dist}.repo" : product + ".repo";
  std::string text = templates().at("release.spec");
  for (const auto& [mark, value] : {std::pair<std::string, std::string>{"@NAME@", product + "-release"},
                                    {"@REPO@", repo},
                                    {"@PRODUCT@", product}})
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
      text.replace(at, mark.size(), value);
  return text;
}

}  // namespace rpmworks::scaffold
