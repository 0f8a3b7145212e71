// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/hostbase.hpp"
#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

std::vector<std::string> Config::target_names() const {
  std::vector<std::string> names;
  for (const auto& [name, target] : targets)
    if (target.where.line > 0) names.push_back(name);
  if (names.empty()) names.emplace_back(Hostbase::k_name);
  return names;
}

const Target& Config::target(const std::string& name) const {
  const std::vector<std::string> own = target_names();
  if (!name.empty()) {
    const auto found = targets.find(name);
    if (found != targets.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, _] : targets) names.push_back(known);
    throw Error(ExitCode::usage, fmt::format("no target is named {}", shown(name)))
        .hint(did_you_mean(name, names).value_or("known targets: " + join(names, ", ")));
  }
  if (own.size() == 1) return targets.at(own.front());
  throw Error(ExitCode::usage, "there are several targets; choose one")
      .hint(fmt::format("use --target with one of: {}", join(own, ", ")));
}

const Section& Config::section_of(const PackageSource& package, const std::string& target) const {
  bool is_for_others = false;
  for (const auto& section : sections) {
    if (section.from != Section::From::builds) continue;
    if (!package.may_go_to(section.path)) continue;
    if (target.empty() || section.is_for(target)) return section;
    is_for_others = true;
  }
  throw Error(ExitCode::invalid,
              fmt::format("no section contains the package {}{}", shown(package.name),
                          is_for_others ? fmt::format(" of the target {}", shown(target)) : ""))
      .at(package.where)
      .hint(
          is_for_others
              ? fmt::format("add a section with `from: builds` and `target: {}` to release.sections", target)
              : "add a section with `from: builds` to release.sections");
}

bool PackageSource::may_go_to(const std::string& path) const {
  return section.empty() || section == path || std::ranges::count(more_sections, path) > 0;
}

bool Section::is_for(const std::string& name) const {
  return target.empty() || target == name || std::ranges::count(more_targets, name) > 0;
}

Target with_engine(Target target, const std::string& engine, const std::string& executor) {
  if (!engine.empty()) target.engine = engine;
  if (!executor.empty()) target.executor = executor;
  return target;
}

Target with_macros(Target target, const std::map<std::string, std::string>& macros) {
  for (const auto& [name, value] : macros) target.macros[name] = value;
  return target;
}

std::string repository_id(const std::string& product, const std::string& section) {
  std::string id = product;
  for (const auto& part : split(section, '/'))
    if (!part.empty() && part.find('$') == std::string::npos) id += "-" + part;
  for (size_t plus = 0; (plus = id.find('+', plus)) != std::string::npos;) id.replace(plus, 1, "plus");
  return id;
}

Config standalone(const Hostbase& hostbase) {
  Config config;
  add_hostbase(config, hostbase);
  return config;
}

}  // namespace rpmworks::config
