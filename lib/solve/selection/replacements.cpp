// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <set>

#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

std::set<Id> excluded_by(const ReleasePool& pool, Id id) {
  std::set<Id> packages;
  const Solvable& package = pool[id];
  for (const Id other : pool.providers(package.name)) {
    const bool same_arch =
        pool[other].arch == package.arch || pool[other].arch == ARCH_NOARCH || package.arch == ARCH_NOARCH;
    if (pool[other].name == package.name && same_arch) packages.insert(other);
  }
  for (const Id obsoleted : dependencies_in(package, package.obsoletes)) {
    for (const Id other : pool.providers(obsoleted)) {
      if (pool[other].name != package.name && pool_match_nevr(pool.get(), &pool[other], obsoleted))
        packages.insert(other);
    }
  }
  packages.erase(id);
  return packages;
}

std::vector<Replacement> replacements_of(const ReleasePool& pool, const SelectionRequest& request,
                                         const std::vector<Id>& selected) {
  std::vector<Id> release = pool.own();
  std::erase_if(release, [&](Id id) { return !pool.fits(id); });
  release.insert(release.end(), selected.begin(), selected.end());
  const std::set<Id> in_release(release.begin(), release.end());
  auto section = [&](Id id) {
    return pool.is_candidate(id) ? request.candidates[static_cast<size_t>(pool.section(id))].section
                                 : std::string();
  };
  std::ranges::sort(release, [&](Id a, Id b) { return pool.is_before(a, b); });
  std::vector<Replacement> replacements;
  for (const Id id : release) {
    // Of the base only what clients would install: the newest of each name and architecture.
    std::map<std::pair<Id, Id>, Id> base;
    std::vector<Id> others;
    for (const Id other : excluded_by(pool, id)) {
      if (pool.is_hidden(other)) continue;
      if (pool.is_base(other)) {
        const auto at = base.try_emplace({pool[other].name, pool[other].arch}, other).first;
        if (pool.compare(other, at->second) > 0 || pool.is_installed(other)) at->second = other;
      } else if (in_release.contains(other) && section(other) != section(id)) {
        others.push_back(other);
      }
    }
    for (const auto& [name, other] : base) others.push_back(other);
    std::ranges::sort(others, [&](Id a, Id b) { return pool.is_before(a, b); });
    for (const Id other : others) {
      const int order = pool[other].name == pool[id].name ? pool.compare(id, other) : 1;
      if (order == 0 || (order < 0 && !pool.is_base(other))) continue;
      std::string of = pool.is_candidate(other) ? section(other) : pool.repository(other);
      replacements.push_back({pool.nevra(id), section(id), pool.nevra(other), std::move(of)});
    }
  }
  return replacements;
}

}  // namespace rpmworks::solve
