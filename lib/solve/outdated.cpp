// SPDX-License-Identifier: GPL-3.0-or-later
#include <deque>
#include <map>
#include <optional>
#include <set>

#include "solve/selection_state.hpp"

namespace rpmworks::solve {

namespace {

// Tries newer versions of the packages of a release, one at a time.
class Trials {
 public:
  Trials(ReleasePool& pool, const ReleaseSolver& solver, const SelectionRequest& request, const Rules& rules,
         const Selection& selection)
      : m_pool(pool), m_solver(solver), m_rules(rules), m_release(pool.base_and_own()) {
    for (const Selected& one : selection.packages) {
      if (const Id id = find(request, one)) {
        m_selected.push_back(id);
        m_release.insert(id);
      }
    }
    find_updates();
    find_dependants();
  }

  std::vector<WhatIf> run() {
    std::vector<WhatIf> results;
    if (m_updates.empty()) return results;
    // Nearly every update needs only what the release already uses and what the updates add to that, so at
    // first nothing else exists.
    m_pool.restrict_to(in_use());
    for (const auto& [from, to] : m_updates) results.push_back(tried(from, to));
    m_pool.lift_restriction();
    for (size_t i = 0; i < results.size(); ++i) {
      if (!results[i].breaks.empty()) results[i] = tried(m_updates[i].first, m_updates[i].second);
    }
    return results;
  }

 private:
  Id find(const SelectionRequest& request, const Selected& selected) const {
    const Id name = pool_str2id(m_pool.get(), selected.nevra.name.c_str(), 0);
    if (!name) return 0;
    for (const Id id : m_pool.providers(name)) {
      const int section = m_pool.section(id);
      if (section >= 0 && request.candidates[static_cast<size_t>(section)].section == selected.section &&
          m_pool.nevra(id) == selected.nevra)
        return id;
    }
    return 0;
  }

  WhatIf tried(Id from, Id to) {
    WhatIf result{.from = m_pool.nevra(from), .to = m_pool.nevra(to), .size = size(to)};
    if (std::set<Id> broken = broken_by(from, to); !broken.empty()) move(from, to, std::move(broken), result);
    return result;
  }

  // The packages of an installation of the release, the updates, and what can provide what they lack.
  IdSet in_use() const {
    std::vector<Root> roots;
    for (Id id = 2; id < m_pool.get()->nsolvables; ++id) {
      if (m_release.contains(id) && !m_pool.is_base(id)) roots.push_back({.choices = {id}});
    }
    std::vector<const Root*> wanted;
    for (const Root& root : roots) wanted.push_back(&root);
    m_pool.allow(m_release);
    IdSet known(m_pool.get());
    std::vector<Id> open;
    auto add = [&](Id id) {
      if (known.contains(id)) return;
      known.insert(id);
      open.push_back(id);
    };
    add(SYSTEMSOLVABLE);
    for (Id id = 2; id < m_pool.get()->nsolvables; ++id) {
      if (m_release.contains(id) && (!m_pool.is_base(id) || m_pool.is_installed(id))) add(id);
    }
    if (const auto installation = m_solver.install({}, wanted)) {
      for (const Id id : installation->packages) add(id);
    }
    for (const auto& [from, to] : m_updates) add(to);
    while (!open.empty()) {
      const Solvable& package = m_pool[open.back()];
      open.pop_back();
      for (const Id dependency : dependencies_in(package, package.requires_)) {
        for (const Id part : wanted_parts(m_pool.get(), dependency)) {
          const std::vector<Id> providers = m_pool.providers(part);
          if (std::ranges::any_of(providers, [&](Id id) { return known.contains(id); })) continue;
          for (const Id id : providers) {
            if (m_release.contains(id) || m_rules.allowed.contains(id)) add(id);
          }
        }
      }
    }
    return known;
  }

  uint64_t size(Id id) const { return solvable_lookup_num(&m_pool[id], SOLVABLE_DOWNLOADSIZE, 0); }

  bool is_version_of(Id id, Id other) const {
    return m_pool[id].repo == m_pool[other].repo && m_pool[id].name == m_pool[other].name &&
           m_pool[id].arch == m_pool[other].arch;
  }

  void find_updates() {
    for (const Id from : m_selected) {
      for (const Id to : m_pool.providers(m_pool[from].name)) {
        if (is_version_of(to, from) && m_pool.compare(to, from) > 0 && m_rules.allowed.contains(to) &&
            !m_release.contains(to))
          m_updates.emplace_back(from, to);
      }
    }
    std::ranges::sort(m_updates, [&](const auto& a, const auto& b) {
      if (a.first != b.first) return m_pool.is_before(a.first, b.first);
      return m_pool.is_before(a.second, b.second);
    });
  }

  // For each package of the release the packages that require something of it.
  void find_dependants() {
    std::vector<Id> release = m_pool.own();
    std::erase_if(release, [&](Id id) { return !m_pool.fits(id); });
    release.insert(release.end(), m_selected.begin(), m_selected.end());
    std::set<Id> outdated;
    for (const auto& [from, to] : m_updates) outdated.insert(from);
    for (const Id id : release) {
      const Solvable& package = m_pool[id];
      for (const Id dependency : dependencies_in(package, package.requires_)) {
        for (const Id part : wanted_parts(m_pool.get(), dependency)) {
          for (const Id* provider = pool_whatprovides_ptr(m_pool.get(), part); *provider; ++provider) {
            if (*provider != id && m_release.contains(*provider)) m_dependants[*provider].insert(id);
          }
        }
      }
      for (const Id conflict : dependencies_in(package, package.conflicts)) {
        for (const Id provider : m_pool.providers(conflict)) m_in_conflict.insert(provider);
      }
    }
  }

  std::set<Id> all_dependants(Id id) const {
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

  bool can_install(const std::vector<Id>& packages) const {
    std::vector<Root> roots;
    for (const Id id : packages) roots.push_back({.choices = {id}});
    std::vector<const Root*> required;
    for (const Root& root : roots) required.push_back(&root);
    return m_solver.install(required).has_value();
  }

  // The packages of the release that cannot be installed with `to` instead of `from`; `to` itself if it
  // cannot. Empty if the update is safe alone.
  std::set<Id> broken_by(Id from, Id to) const {
    IdSet packages = m_release;
    packages.erase(from);
    packages.insert(to);
    m_pool.allow(packages);
    const auto direct = m_dependants.find(from);
    std::vector<Id> together{to};
    if (direct != m_dependants.end())
      together.insert(together.end(), direct->second.begin(), direct->second.end());
    const Solvable& package = m_pool[to];
    const bool may_exclude = package.conflicts || package.obsoletes || m_in_conflict.contains(to);
    const bool lacks_something = requires_more_than(packages, to);
    if (!lacks_something && !may_exclude && can_install(together)) return {};
    // Packages of the release may conflict with each other, so try each alone. What does not require `from`
    // itself can only break because of a conflict.
    std::set<Id> broken;
    if (lacks_something || !can_install({to})) broken.insert(to);
    const std::set<Id> dependants = may_exclude                    ? all_dependants(from)
                                    : direct != m_dependants.end() ? direct->second
                                                                   : std::set<Id>();
    for (const Id id : dependants) {
      if (broken.contains(to) || !can_install({id})) broken.insert(id);
    }
    return broken;
  }

  // Whether a package requires something that none of `packages` provides: the usual reason why it cannot be
  // installed with them, found without a solver.
  bool requires_more_than(const IdSet& packages, Id id) const {
    const Solvable& package = m_pool[id];
    return std::ranges::any_of(dependencies_in(package, package.requires_), [&](Id dependency) {
      if (is_rich(m_pool.get(), dependency)) return false;
      const Id* provider = pool_whatprovides_ptr(m_pool.get(), dependency);
      while (*provider && *provider != SYSTEMSOLVABLE && !packages.contains(*provider)) ++provider;
      return *provider == 0;
    });
  }

  // A root for a package of the release that may change to another version.
  Root movable(Id id) const {
    Root root{.choices = {id}};
    if (!m_pool.is_candidate(id)) return root;
    for (const Id other : m_pool.providers(m_pool[id].name)) {
      if (other != id && is_version_of(other, id) && m_rules.allowed.contains(other))
        root.choices.push_back(other);
    }
    return root;
  }

  // Finds what must change together with an update that breaks these packages, or why it cannot be made.
  void move(Id from, Id to, std::set<Id> broken, WhatIf& result) {
    IdSet candidates = m_rules.allowed;
    candidates.erase(from);
    ReleaseSolver solver = m_solver;
    std::vector<Id> kept;
    std::ranges::copy_if(m_selected, std::back_inserter(kept), [&](Id id) { return id != from; });
    solver.favour_also(kept);
    const Root update{.choices = {to}};
    std::map<Id, Id> moved;  // new package → the package that it replaces, or 0
    for (bool is_new = true; is_new;) {
      is_new = false;
      m_pool.allow(candidates);
      moved.clear();
      const std::optional<Installation> together = install_together(solver, update, broken);
      for (const Id one : together ? together->packages : std::vector<Id>()) {
        if (one != to && !m_release.contains(one)) moved[one] = replaced(one);
      }
      if (!together && !solver.install({&update})) {
        result.breaks.push_back(explanation(solver, {&update}, to));
        return;
      }
      for (const Id id : together ? std::set<Id>() : broken) {
        const Root root = movable(id);
        std::vector<const Root*> required{&update};
        if (id != to) required.push_back(&root);
        const auto installation = solver.install(required);
        if (!installation) {
          result.breaks.push_back(explanation(solver, required, id));
          continue;
        }
        for (const Id one : installation->packages) {
          if (one != to && !m_release.contains(one)) moved[one] = replaced(one);
        }
      }
      if (!result.breaks.empty()) return;
      // What moves may break others.
      IdSet packages = m_release;
      packages.erase(from);
      packages.insert(to);
      for (const auto& [id, old] : moved) {
        if (old) packages.erase(old);
        packages.insert(id);
      }
      m_pool.allow(packages);
      std::set<Id> affected;
      for (const auto& [id, old] : moved) {
        const auto dependants = m_dependants.find(old);
        if (dependants == m_dependants.end()) continue;
        for (const Id dependant : dependants->second) {
          if (packages.contains(dependant) && !broken.contains(dependant)) affected.insert(dependant);
        }
      }
      if (affected.empty() || can_install({affected.begin(), affected.end()})) break;
      for (const Id dependant : affected) {
        if (can_install({dependant})) continue;
        broken.insert(dependant);
        is_new = true;
      }
    }
    for (const auto& [id, old] : moved) {
      result.moves.emplace_back(old ? m_pool.nevra(old) : rpm::Nevra(), m_pool.nevra(id));
      result.size += size(id);
    }
    std::ranges::sort(result.moves, {}, [](const auto& one) { return one.second; });
  }

  // An update with packages that it breaks, all at once, in the versions that serve.
  std::optional<Installation> install_together(const ReleaseSolver& solver, const Root& update,
                                               const std::set<Id>& broken) const {
    std::deque<Root> roots;
    std::vector<const Root*> required{&update};
    for (const Id id : broken) {
      if (update.choices.front() != id) required.push_back(&roots.emplace_back(movable(id)));
    }
    return solver.install(required);
  }

  Id replaced(Id id) const {
    for (const Id other : m_selected) {
      if (other != id && m_pool[other].name == m_pool[id].name && m_pool[other].arch == m_pool[id].arch)
        return other;
    }
    return 0;
  }

  Problem explanation(const ReleaseSolver& solver, const std::vector<const Root*>& required,
                      Id broken) const {
    Problem problem{.requirement = m_pool.str(broken)};
    for (const Explanation& explanation : solver.problems(required)) {
      for (const Explanation::Part& part : explanation.parts) {
        if (!part.line.empty()) add_once(problem.explanation, part.line);
      }
      if (!explanation.summary.empty()) add_once(problem.explanation, explanation.summary);
    }
    return problem;
  }

  ReleasePool& m_pool;
  const ReleaseSolver& m_solver;
  const Rules& m_rules;
  IdSet m_release;  ///< with base and product
  std::vector<Id> m_selected;
  std::vector<std::pair<Id, Id>> m_updates;
  std::map<Id, std::set<Id>> m_dependants;
  std::set<Id> m_in_conflict;  ///< packages that conflict with one of the release
};

}  // namespace

std::vector<WhatIf> Selector::outdated(const Selection& selection) const {
  const std::lock_guard guard(m_state->mutex);
  const Rules rules = m_state->prepare();
  const ReleaseSolver solver(*m_state->pool, {});
  return Trials(*m_state->pool, solver, m_state->request, rules, selection).run();
}

}  // namespace rpmworks::solve
