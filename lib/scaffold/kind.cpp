// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/kind.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "scaffold/release_spec.hpp"

namespace rpmworks::scaffold {

namespace {

const std::map<std::string, Kind>& kinds() {
  static const std::map<std::string, Kind> all = {
      {"autotools", Kind::autotools}, {"cmake", Kind::cmake}, {"meson", Kind::meson},
      {"python", Kind::python},       {"go", Kind::go},       {"cargo", Kind::cargo},
      {"make", Kind::make},           {"files", Kind::files}};
  return all;
}

}  // namespace

std::string name_of(Kind kind) {
  for (const auto& [name, known] : kinds())
    if (known == kind) return name;
  return {};
}

Kind kind_named(const std::string& name) {
  const auto found = kinds().find(name);
  if (found != kinds().end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, _] : kinds()) names.push_back(known);
  names.emplace_back(k_release_template);
  throw Error(ExitCode::usage, fmt::format("no such template: '{}'", name))
      .hint(did_you_mean(name, names).value_or("known templates: " + join(names, ", ")));
}

}  // namespace rpmworks::scaffold
