// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/needed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildplan/build_dependencies.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

// The packages with these labels, and all that `next` leads to from them, in the order of `packages`.
template <typename Next>
engine::Packages reached(const BuildDependencies& dependencies, const std::vector<std::string>& labels,
                         const engine::Packages& packages, Next&& next) {
  std::set<engine::PackagePtr> found;
  std::vector<size_t> ahead;
  const auto take = [&](size_t i) {
    if (found.insert(dependencies[i].package).second) ahead.push_back(i);
  };
  for (size_t i = 0; i < dependencies.size(); ++i)
    if (contains(labels, dependencies.label(i))) take(i);
  while (!ahead.empty()) {
    const size_t i = ahead.back();
    ahead.pop_back();
    next(i, take);
  }
  engine::Packages chosen;
  for (const engine::PackagePtr& package : packages)
    if (found.contains(package)) chosen.push_back(package);
  return chosen;
}

}  // namespace

NeededPackages needed_by(const std::vector<std::string>& labels, const engine::Packages& packages,
                         const Repositories& repositories, const EarlierProviders& earlier) {
  BuildDependencies dependencies(packages, repositories, earlier);
  dependencies.add_edges_to_earlier_providers();
  std::vector<std::string> unresolved;
  auto found = reached(dependencies, labels, packages, [&](size_t i, auto&& take) {
    const BuildDependencies::Node& node = dependencies[i];
    unresolved.insert(unresolved.end(), node.missing.begin(), node.missing.end());
    for (const BuildDependencies::Uncertain& uncertain : node.uncertain)
      if (uncertain.earlier_providers.empty()) unresolved.push_back(uncertain.line);
    for (const auto& [other, edges] : node.edges) take(other);
    if (!node.is_uncertain()) return;
    for (size_t other = 0; other < dependencies.size(); ++other) take(other);
  });
  return {std::move(found), std::move(unresolved)};
}

std::vector<std::string> dependants_of(const std::vector<std::string>& labels,
                                       const engine::Packages& packages, const Repositories& repositories,
                                       const EarlierProviders& earlier) {
  BuildDependencies dependencies(packages, repositories, earlier);
  dependencies.add_edges_to_earlier_providers();
  Graph waiting(dependencies.size());
  for (size_t i = 0; i < dependencies.size(); ++i)
    for (const auto& [other, edges] : dependencies[i].edges) waiting[other].push_back(i);
  std::vector<std::string> found;
  for (const auto& package : reached(dependencies, labels, packages, [&](size_t i, auto&&take) {
         for (const size_t other : waiting[i]) take(other);
         for (size_t other = 0; other < dependencies.size(); ++other)
           if (dependencies[other].is_uncertain()) take(other);
       }))
    found.push_back(package->label());
  return found;
}

std::optional<std::string> not_for_arch(const srpm::Srpm& srpm, const config::Target& target) {
  const rpm::SpecInfo& info = srpm.info;
  const bool excluded = contains(info.exclude_arch, target.arch);
  const auto leaves_out = [&](const std::vector<std::string>& arches) {
    return !arches.empty() && !contains(arches, target.arch) && !contains(arches, "noarch");
  };
  const auto because = [&](const char* tag, const std::vector<std::string>& arches) {
    return fmt::format("its spec does not build for {} ({}: {})", target.arch, tag, join(arches, " "));
  };
  if (excluded) return because("ExcludeArch", info.exclude_arch);
  if (leaves_out(info.exclusive_arch)) return because("ExclusiveArch", info.exclusive_arch);
  if (leaves_out(info.build_arch)) return because("BuildArch", info.build_arch);
  return std::nullopt;
}

}  // namespace rpmworks::buildplan
