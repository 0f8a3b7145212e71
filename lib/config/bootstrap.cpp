// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

// The NAMEs of %bcond, %bcond_with and %bcond_without. Each becomes part of a macro's name.
std::vector<std::string> conditions(const Fields& fields, const std::string& key) {
  std::vector<std::string> names;
  for (const auto& name : fields.list(key)) {
    const bool good = !name->empty() && std::all_of(name->begin(), name->end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
    if (!good)
      throw Error(ExitCode::invalid, fmt::format("{} names {}", fields.named(key), shown(*name)))
          .at(name.where)
          .hint("write the name given to %bcond in the spec: letters, digits and '_'");
    names.push_back(*name);
  }
  return names;
}

}  // namespace

std::map<std::string, std::string> Bootstrap::all_macros() const {
  std::map<std::string, std::string> all = macros;
  for (const auto& name : with) all["_with_" + name] = "--with-" + name;
  for (const auto& name : without) all["_without_" + name] = "--without-" + name;
  return all;
}

Bootstrap read_bootstrap(const Fields& package) {
  const auto fields = package.fields("bootstrap", package.named("bootstrap"), {"with", "without", "macros"});
  if (!fields) return {};
  Bootstrap bootstrap{.with = conditions(*fields, "with"), .without = conditions(*fields, "without")};
  for (const auto& [name, value] : fields->texts("macros")) {
    require_macro_name(name);
    bootstrap.macros.emplace(*name, *value);
  }
  for (const auto& name : fields->list("without")) {
    if (std::find(bootstrap.with.begin(), bootstrap.with.end(), *name) == bootstrap.with.end()) continue;
    throw Error(ExitCode::invalid,
                fmt::format("{} names {}, but so does 'with'", fields->named("without"), shown(*name)))
        .at(name.where)
        .hint("a condition is on or off: remove one of them");
  }
  if (bootstrap.all_macros().empty())
    throw Error(ExitCode::invalid, fmt::format("{} changes nothing", package.named("bootstrap")))
        .at(fields->where())
        .hint("list conditions of the spec, or macros: bootstrap: { without: [tests] }");
  return bootstrap;
}

}  // namespace rpmworks::config
