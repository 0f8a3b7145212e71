// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/groups.hpp"

#include <set>

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

// The packages that are in every installation of the roots from the packages of the pool: the roots, and the
// only providers of what such packages require.
void add_indispensable(const ReleasePool& pool, const std::vector<const Root*>& roots, IdSet& found) {
  std::vector<Id> open;
  auto add = [&](Id id) {
    if (found.contains(id)) return;
    found.insert(id);
    open.push_back(id);
  };
  for (const Root* root : roots) {
    if (root->choices.size() == 1) add(root->choices[0]);
  }
  while (!open.empty()) {
    const Solvable& package = pool[open.back()];
    open.pop_back();
    for (const Id dependency : dependencies_in(package, package.requires_)) {
      if (is_rich(pool.get(), dependency)) continue;
      const Id* providers = pool_whatprovides_ptr(pool.get(), dependency);
      if (providers[0] && !providers[1]) add(providers[0]);
    }
  }
}

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
  for (const Group& group : result.groups) add_indispensable(pool, group.roots, indispensable);
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
