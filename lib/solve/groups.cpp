// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/groups.hpp"

#include <set>
#include <unordered_map>

namespace rpmworks::solve {

namespace {

bool has_root(const Installation& installation, const Root& root) {
  return std::ranges::any_of(root.choices, [&](Id id) { return installation.contains(id); });
}

std::vector<Id> candidates_in(const ReleasePool& pool, const std::vector<Group>& groups) {
  std::set<Id> found;
  for (const Group& group : groups) {
    for (const Id id : group.installation.packages) {
      if (pool.is_candidate(id)) found.insert(id);
    }
  }
  return {found.begin(), found.end()};
}

// Finds packages that are in every installation of some roots from the packages of the pool: the roots, and
// what such packages require if only one package can provide it.
class Indispensable {
 public:
  Indispensable(const ReleasePool& pool, const std::vector<const Root*>& roots)
      : m_pool(pool), m_contains(pool.get()) {
    for (const Root* root : roots) {
      if (root->choices.size() == 1) add(root->choices[0]);
    }
    // Each package excludes the others of its name, so that a requirement may lose providers.
    for (size_t before = 0; before != m_packages.size();) {
      before = m_packages.size();
      for (size_t i = 0; i < m_packages.size(); ++i) add_required(m_packages[i]);
    }
  }
  const std::vector<Id>& packages() const { return m_packages; }

 private:
  void add(Id id) {
    if (m_contains.contains(id)) return;
    m_contains.insert(id);
    m_packages.push_back(id);
    m_by_name[m_pool[id].name].push_back(id);
  }

  void add_required(Id id) {
    const Solvable& package = m_pool[id];
    for (const Id dependency : dependencies_in(package, package.requires_)) {
      if (is_rich(m_pool.get(), dependency)) continue;
      Id only = 0;
      int count = 0;
      for (const Id* one = pool_whatprovides_ptr(m_pool.get(), dependency); *one && count < 2; ++one) {
        if (is_excluded(*one)) continue;
        only = *one;
        ++count;
      }
      if (count == 1) add(only);
    }
  }

  bool is_excluded(Id id) const {
    const auto same_name = m_by_name.find(m_pool[id].name);
    if (same_name == m_by_name.end()) return false;
    return std::ranges::any_of(same_name->second, [&](Id other) {
      return other != id && (m_pool[other].arch == m_pool[id].arch || m_pool[other].arch == ARCH_NOARCH ||
                             m_pool[id].arch == ARCH_NOARCH);
    });
  }

  const ReleasePool& m_pool;
  IdSet m_contains;
  std::vector<Id> m_packages;
  std::unordered_map<Id, std::vector<Id>> m_by_name;
};

// New installations of the groups that contain one of `without`, which the pool does not allow any more;
// false if there is none for one of them.
bool install_again(const ReleaseSolver& solver, const IdSet& without, std::vector<Group>& groups) {
  for (Group& group : groups) {
    const bool is_affected =
        std::ranges::any_of(group.installation.packages, [&](Id id) { return without.contains(id); });
    if (!is_affected) continue;
    auto installation = solver.install(group.roots);
    if (!installation) return false;
    group.installation = std::move(*installation);
  }
  return true;
}

// Adds recommended packages to a group, as long as they can be installed with it.
void install_recommended(const ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules,
                         const std::vector<bool>& with_weak, std::deque<Root>& recommended, Group& group) {
  size_t tried = recommended.size();
  while (add_recommended(pool, rules, with_weak, group.installation, recommended)) {
    std::vector<const Root*> wanted;
    for (; tried < recommended.size(); ++tried) wanted.push_back(&recommended[tried]);
    const auto installation = solver.install(group.roots, wanted);
    if (!installation) return;
    group.installation = *installation;
    for (const Root* root : wanted) {
      if (has_root(*installation, *root)) group.roots.push_back(root);
    }
  }
}

}  // namespace

Groups make_groups(ReleasePool& pool, ReleaseSolver& solver, const Rules& rules,
                   const std::vector<bool>& with_weak) {
  Groups result;
  std::vector<const Root*> remaining;
  for (const Root& root : rules.roots) remaining.push_back(&root);
  bool is_alone = false;
  while (!remaining.empty()) {
    std::vector<const Root*> served;
    std::vector<const Root*> others;
    if (is_alone) others.assign(remaining.begin() + 1, remaining.end());
    const auto installation = is_alone ? solver.install({remaining.front()}) : solver.install({}, remaining);
    if (is_alone && installation) served.push_back(remaining.front());
    if (is_alone && !installation) result.failed.push_back(remaining.front());
    if (!is_alone) {
      for (const Root* root : remaining) {
        (installation && has_root(*installation, *root) ? served : others).push_back(root);
      }
      is_alone = served.empty();
    }
    if (!served.empty()) {
      Group group{std::move(served), *installation};
      if (std::ranges::find(with_weak, true) != with_weak.end())
        install_recommended(pool, solver, rules, with_weak, result.recommended, group);
      result.groups.push_back(std::move(group));
      result.candidates = candidates_in(pool, result.groups);
      solver.favour_also(result.candidates);
    }
    remaining = std::move(others);
  }
  return result;
}

void minimize(ReleasePool& pool, const ReleaseSolver& solver, const IdSet& favoured, Groups& result) {
  const IdSet base = pool.base_and_own();
  auto with = [&](const std::vector<Id>& candidates) {
    IdSet packages = base;
    for (const Id id : candidates) packages.insert(id);
    return packages;
  };
  pool.restrict_to(with(result.candidates));
  IdSet indispensable(pool.get());
  for (const Group& group : result.groups) {
    const Indispensable found(pool, group.roots);
    for (const Id id : found.packages()) indispensable.insert(id);
  }
  std::vector<Id> doubtful;
  std::ranges::copy_if(result.candidates, std::back_inserter(doubtful),
                       [&](Id id) { return !indispensable.contains(id); });
  // Of two packages that can replace each other the later one in this order stays.
  std::ranges::sort(doubtful, [&](Id a, Id b) {
    if (favoured.contains(a) != favoured.contains(b)) return favoured.contains(b);
    if (pool.section(a) != pool.section(b)) return pool.section(a) > pool.section(b);
    return pool.is_before(a, b);
  });
  auto remove = [&](const std::vector<Id>& packages) {
    IdSet removed(pool.get());
    for (const Id id : packages) removed.insert(id);
    std::vector<Id> kept;
    std::ranges::copy_if(result.candidates, std::back_inserter(kept),
                         [&](Id id) { return !removed.contains(id); });
    if (kept.size() == result.candidates.size()) return true;
    pool.allow(with(kept));
    std::vector<Group> groups = result.groups;
    const bool is_removed = install_again(solver, removed, groups);
    if (is_removed) {
      result.groups = std::move(groups);
      result.candidates = candidates_in(pool, result.groups);
    }
    pool.allow(with(result.candidates));
    return is_removed;
  };
  if (doubtful.empty() || remove(doubtful)) return;
  for (const Id id : doubtful) remove({id});
}

}  // namespace rpmworks::solve
