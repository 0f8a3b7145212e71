// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>
#include <set>

#include "solve/selection/groups.hpp"

namespace rpmworks::solve {

namespace {

// Whether an installation satisfies a dependency.
bool holds(const ReleasePool& pool, const Installation& installation, Id dependency) {
  if (!is_rich(pool.get(), dependency)) {
    return std::ranges::any_of(pool.providers(dependency), [&](Id id) { return installation.contains(id); });
  }
  const Reldep rich = *GETRELDEP(pool.get(), dependency);
  auto part = [&](Id id) { return holds(pool, installation, id); };
  switch (rich.flags) {
    case REL_AND:
      return part(rich.name) && part(rich.evr);
    case REL_OR:
      return part(rich.name) || part(rich.evr);
    default: {
      Id condition = rich.evr;
      Id otherwise = 0;
      if (ISRELDEP(condition) && GETRELDEP(pool.get(), condition)->flags == REL_ELSE) {
        otherwise = GETRELDEP(pool.get(), condition)->evr;
        condition = GETRELDEP(pool.get(), condition)->name;
      }
      const bool is_if = rich.flags == REL_COND;
      if (part(condition) == is_if) return part(rich.name);
      return otherwise ? part(otherwise) : is_if;
    }
  }
}

}  // namespace

bool add_recommended(const ReleasePool& pool, const Rules& rules, const std::vector<bool>& with_weak,
                     const Installation& installation, std::deque<Root>& recommended) {
  const size_t before = recommended.size();
  std::set<std::vector<Id>> known;
  for (const Root& root : recommended) known.insert(root.choices);
  auto is_available = [&](Id id) {
    const int section = pool.section(id);
    return section >= 0 && with_weak[static_cast<size_t>(section)] && rules.allowed.contains(id);
  };
  auto add = [&](std::vector<Id> choices) {
    if (choices.empty() || !known.insert(choices).second) return;
    recommended.push_back({.choices = std::move(choices), .is_recommended = true});
  };
  for (const Id id : installation.packages) {
    if (pool.is_base(id)) continue;  // the base is as its owner made it
    const Solvable& package = pool[id];
    for (const Id dependency : dependencies_in(package, package.recommends)) {
      if (holds(pool, installation, dependency)) continue;
      for (const Id part : wanted_parts(pool.get(), dependency)) {
        std::vector<Id> choices = pool.providers(part);
        // What the base has is not taken.
        if (std::ranges::any_of(choices, [&](Id one) { return !pool.is_candidate(one); })) continue;
        std::erase_if(choices, [&](Id one) { return !is_available(one); });
        add(std::move(choices));
      }
    }
  }
  auto has_already = [&](Id name) {
    return std::ranges::any_of(pool.providers(name), [&](Id one) {
      return pool[one].name == name && (!pool.is_candidate(one) || installation.contains(one));
    });
  };
  std::map<std::string, std::vector<Id>> supplementing;
  for (size_t section = 0; section < with_weak.size(); ++section) {
    if (!with_weak[section]) continue;
    for (const Id id : pool.candidates(section)) {
      const Solvable& package = pool[id];
      if (!package.supplements || !pool.fits(id) || !is_available(id)) continue;
      for (const Id dependency : dependencies_in(package, package.supplements)) {
        if (!holds(pool, installation, dependency) || has_already(package.name)) continue;
        supplementing[pool.name(id)].push_back(id);
        break;
      }
    }
  }
  for (auto& [name, choices] : supplementing) {
    pool.keep_best_arch(choices);
    add(std::move(choices));
  }
  // Of recommended packages that conflict, a solver takes the first.
  std::stable_partition(recommended.begin() + static_cast<std::ptrdiff_t>(before), recommended.end(),
                        [&](const Root& root) {
                          return std::ranges::any_of(root.choices, [&](Id id) {
                            return std::ranges::find(rules.preferred, id) != rules.preferred.end();
                          });
                        });
  return recommended.size() > before;
}

}  // namespace rpmworks::solve
