// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/trials.hpp"

namespace rpmworks::solve {

std::set<Id> Trials::all_dependants(Id id) const {
  std::set<Id> found;
  std::vector<Id> open{id};
  while (!open.empty()) {
    const auto at = m_dependants.find(open.back());
    open.pop_back();
    if (at == m_dependants.end()) continue;
    for (const Id dependant : at->second) {
      if (found.insert(dependant).second) open.push_back(dependant);
    }
  }
  return found;
}

bool Trials::can_install(const std::vector<Id>& packages) const {
  std::vector<Root> roots;
  for (const Id id : packages) roots.push_back({.choices = {id}});
  std::vector<const Root*> required;
  for (const Root& root : roots) required.push_back(&root);
  return m_solver.install(required).has_value();
}

// The packages of the release that cannot be installed with `to` instead of `from`; `to` itself if it
// cannot. Empty if the update is safe alone.
std::set<Id> Trials::broken_by(Id from, Id to) const {
  IdSet packages = m_release;
  packages.erase(from);
  packages.insert(to);
  m_pool.allow(packages);
  std::set<Id> broken = other_archs(from);
  if (requires_more_than(packages, to)) broken.insert(to);
  const auto direct = m_dependants.find(from);
  std::vector<Id> dependants;
  for (const Id id : direct == m_dependants.end() ? std::set<Id>() : direct->second) {
    if (requires_more_than(packages, id))
      broken.insert(id);
    else if (!broken.contains(id))
      dependants.push_back(id);
  }
  if (broken.contains(to)) {
    broken.insert(dependants.begin(), dependants.end());
    return broken;
  }
  // Packages of the release may conflict with each other, so if they cannot be installed together, each is
  // tried alone.
  std::vector<Id> together{to};
  together.insert(together.end(), dependants.begin(), dependants.end());
  const Solvable& package = m_pool[to];
  const bool may_exclude = package.conflicts || package.obsoletes || m_in_conflict.contains(to);
  if (!may_exclude && can_install(together)) return broken;
  if (!can_install({to})) broken.insert(to);
  // What does not require `from` itself can only break because of a conflict.
  const std::set<Id> further = may_exclude ? all_dependants(from) : std::set<Id>();
  dependants.insert(dependants.end(), further.begin(), further.end());
  for (const Id id : dependants) {
    if (!broken.contains(id) && (broken.contains(to) || !can_install({id}))) broken.insert(id);
  }
  return broken;
}

// The selected packages of the same name and version for other architectures: clients have all in the same
// version.
std::set<Id> Trials::other_archs(Id id) const {
  std::set<Id> found;
  for (const Id other : m_selected) {
    if (other != id && m_pool[other].name == m_pool[id].name && m_pool[other].evr == m_pool[id].evr)
      found.insert(other);
  }
  return found;
}

// Whether a package requires something that none of `packages` provides: the usual reason why it cannot be
// installed with them, found without a solver.
bool Trials::requires_more_than(const IdSet& packages, Id id) const {
  const Solvable& package = m_pool[id];
  return std::ranges::any_of(dependencies_in(package, package.requires_), [&](Id dependency) {
    if (is_rich(m_pool.get(), dependency)) return false;
    const Id* provider = pool_whatprovides_ptr(m_pool.get(), dependency);
    while (*provider && *provider != SYSTEMSOLVABLE && !packages.contains(*provider)) ++provider;
    return *provider == 0;
  });
}

}  // namespace rpmworks::solve
