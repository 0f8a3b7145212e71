// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "solve/selection/groups.hpp"
#include "solve/selection/implications.hpp"

namespace rpmworks::solve {

namespace {

// Removes candidates from groups. What can be left out is first guessed from implications, which takes next
// to no time, and then tried with a solver, as many packages as possible at once.
class Minimizer {
 public:
  Minimizer(ReleasePool& pool, const ReleaseSolver& solver, Groups& groups)
      : m_pool(pool), m_solver(solver), m_groups(groups), m_base(pool.base_and_own()) {
    m_pool.restrict_to(with(m_groups.candidates));
    std::vector<const Root*> roots;
    for (const Group& group : m_groups.groups)
      roots.insert(roots.end(), group.roots.begin(), group.roots.end());
    m_implications.emplace(pool, roots);
    for (const Group& group : m_groups.groups) {
      Inference& inference = m_inferences.emplace_back(*m_implications);
      for (const Root* root : group.roots) inference.install(*root);
    }
  }

  // Of two packages that can replace each other the later one in `packages` stays.
  void run(std::vector<Id> packages) {
    for (size_t count = packages.size();;) {
      const std::vector<Id> plan = dispensable(packages);
      if (plan.empty()) return;
      count = std::min(count, plan.size());
      const std::vector<Id> some(plan.begin(), plan.begin() + static_cast<std::ptrdiff_t>(count));
      if (const std::optional<size_t> prevented_by = remove(some); !prevented_by) {
        for (const Id id : some) {
          for (Inference& inference : m_inferences) inference.leave_out(id);
        }
        count *= 2;
      } else if (count > 1) {
        count /= 2;
        continue;
      } else {
        m_inferences[*prevented_by].install(some.front());
      }
      // What comes before in the order is indispensable without these.
      packages.erase(packages.begin(), std::ranges::find(packages, some.back()) + 1);
    }
  }

 private:
  IdSet with(const std::vector<Id>& candidates) const {
    IdSet packages = m_base;
    for (const Id id : candidates) packages.insert(id);
    return packages;
  }

  // The packages that can be left out together as far as implications tell.
  std::vector<Id> dispensable(const std::vector<Id>& packages) {
    std::vector<size_t> before;
    for (const Inference& one : m_inferences) before.push_back(one.state());
    std::vector<Id> found;
    for (const Id id : packages) {
      bool is_dispensable = std::ranges::binary_search(m_groups.candidates, id);
      std::vector<size_t> states;
      for (Inference& inference : m_inferences) {
        states.push_back(inference.state());
        if (!is_dispensable || !inference.leave_out(id)) {
          is_dispensable = false;
          break;
        }
      }
      if (is_dispensable) {
        found.push_back(id);
        continue;
      }
      for (size_t i = 0; i < states.size(); ++i) m_inferences[i].return_to(states[i]);
    }
    for (size_t i = 0; i < before.size(); ++i) m_inferences[i].return_to(before[i]);
    return found;
  }

  // Removes packages, or returns the number of a group that cannot be installed without them.
  std::optional<size_t> remove(const std::vector<Id>& packages) {
    IdSet removed(m_pool.get());
    for (const Id id : packages) removed.insert(id);
    std::vector<Id> kept;
    std::ranges::copy_if(m_groups.candidates, std::back_inserter(kept),
                         [&](Id id) { return !removed.contains(id); });
    m_pool.allow(with(kept));
    std::vector<Group> groups = m_groups.groups;
    const std::optional<size_t> prevented_by = install_again(removed, groups);
    if (!prevented_by) {
      m_groups.groups = std::move(groups);
      m_groups.candidates = candidates_in(m_pool, m_groups.groups);
    }
    m_pool.allow(with(m_groups.candidates));
    return prevented_by;
  }

  // New installations of the groups that contain one of `without`, which the pool does not allow any more;
  // the number of a group for which there is none.
  std::optional<size_t> install_again(const IdSet& without, std::vector<Group>& groups) const {
    for (size_t i = 0; i < groups.size(); ++i) {
      const bool is_affected =
          std::ranges::any_of(groups[i].installation.packages, [&](Id id) { return without.contains(id); });
      if (!is_affected) continue;
      auto installation = m_solver.install(groups[i].roots);
      if (!installation) return i;
      groups[i].installation = std::move(*installation);
    }
    return std::nullopt;
  }

  ReleasePool& m_pool;
  const ReleaseSolver& m_solver;
  Groups& m_groups;
  IdSet m_base;
  std::optional<Implications> m_implications;
  std::vector<Inference> m_inferences;  ///< of the groups
};

}  // namespace

void minimize(ReleasePool& pool, const ReleaseSolver& solver, const IdSet& favoured, Groups& groups) {
  std::vector<Id> candidates = groups.candidates;
  std::ranges::sort(candidates, [&](Id a, Id b) {
    if (favoured.contains(a) != favoured.contains(b)) return favoured.contains(b);
    if (pool.section(a) != pool.section(b)) return pool.section(a) > pool.section(b);
    return pool.is_before(a, b);
  });
  Minimizer(pool, solver, groups).run(std::move(candidates));
}

}  // namespace rpmworks::solve
