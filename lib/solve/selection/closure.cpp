// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/closure.hpp"

#include <algorithm>
#include <map>

#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

namespace {

bool conflict(const ReleasePool& pool, Id one, Id other) {
  for (const Id dependency : dependencies_in(pool[one], pool[one].conflicts))
    if (pool.provides(other, dependency)) return true;
  return false;
}

/// Finds out why packages are not installed with the rest of a release.
class Separation {
 public:
  Separation(const ReleasePool& pool, const ReleaseSolver& solver, const Group& rest)
      : m_pool(pool), m_solver(solver), m_rest(rest) {}

  Separate explained(const Root& root) const {
    const Id id = root.choices.front();
    Separate separate{.nevra = m_pool.nevra(id), .explanation = {}};
    for (const Id other : m_rest.installation.packages) {
      if (!m_pool.is_own(other) || !exclude(id, other)) continue;
      separate.is_on_purpose = true;
      separate.explanation.push_back(m_pool.str(other));
    }
    if (!separate.is_on_purpose) ask_solver(root, separate);
    return separate;
  }

 private:
  bool exclude(Id one, Id other) const {
    return excluded_by(m_pool, one).contains(other) || excluded_by(m_pool, other).contains(one) ||
           conflict(m_pool, one, other) || conflict(m_pool, other, one);
  }

  // What it requires may be excluded, not the package itself.
  void ask_solver(const Root& root, Separate& separate) const {
    std::vector<const Root*> together = m_rest.roots;
    together.push_back(&root);
    for (const Explanation& explanation : m_solver.problems(together)) {
      for (const Explanation::Part& part : explanation.parts) {
        if (!part.line.empty()) add_once(separate.explanation, part.line);
        if (part.excluded && m_pool.is_own(part.package) && m_pool.is_own(part.excluded))
          separate.is_on_purpose = true;
      }
      if (!explanation.summary.empty()) add_once(separate.explanation, explanation.summary);
    }
  }

  const ReleasePool& m_pool;
  const ReleaseSolver& m_solver;
  const Group& m_rest;
};

}  // namespace

Closure Selector::closure() const {
  const std::lock_guard guard(m_state->mutex);
  const Rules rules = m_state->prepare();
  ReleasePool& pool = *m_state->pool;
  ReleaseSolver solver = m_state->solver(rules);
  const Groups groups = make_groups(pool, solver, rules, {});
  Closure closure;
  for (const Root* root : groups.failed)
    closure.uninstallable.push_back({.nevra = pool.nevra(root->choices.front()),
                                     .explanation = problem_of(pool, solver, rules, *root).explanation});
  for (size_t i = 1; i < groups.groups.size(); ++i)
    for (const Root* root : groups.groups[i].roots)
      closure.separate.push_back(Separation(pool, solver, groups.groups.front()).explained(*root));
  std::ranges::sort(closure.uninstallable, {}, &Uninstallable::nevra);
  std::ranges::sort(closure.separate, {}, &Separate::nevra);
  return closure;
}

std::vector<bool> Selector::are_apart(const std::vector<std::pair<rpm::Nevra, rpm::Nevra>>& pairs) const {
  std::vector<bool> apart;
  if (pairs.empty()) return apart;
  const std::lock_guard guard(m_state->mutex);
  const Rules rules = m_state->prepare();
  const ReleasePool& pool = *m_state->pool;
  const ReleaseSolver solver = m_state->solver(rules);
  const auto root_of = [&](const rpm::Nevra& nevra) {
    const auto at = std::ranges::find_if(rules.roots, [&](const Root& root) {
      return root.is_own && pool.nevra(root.choices.front()) == nevra;
    });
    return at == rules.roots.end() ? nullptr : &*at;
  };
  std::map<const Root*, bool> alone;
  const auto can_be_alone = [&](const Root* root) {
    const auto [at, is_new] = alone.try_emplace(root, false);
    if (is_new) at->second = solver.install({root}).has_value();
    return at->second;
  };
  for (const auto& [one, other] : pairs) {
    const Root* const first = root_of(one);
    const Root* const second = root_of(other);
    apart.push_back(first && second && can_be_alone(first) && can_be_alone(second) &&
                    !solver.install({first, second}));
  }
  return apart;
}

}  // namespace rpmworks::solve
