// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/trials.hpp"

#include <fmt/format.h>

#include <deque>

namespace rpmworks::solve {

// A root for a package of the release that may change to another version, for an update. It has no choices
// for a package that the update needs in its own version for another architecture, if there is none.
Root Trials::movable(Id id, Id update) const {
  const bool is_other_arch = m_pool[id].name == m_pool[update].name;
  Root root;
  if (!is_other_arch) root.choices.push_back(id);
  if (!m_pool.is_candidate(id)) return root;
  for (const Id other : m_pool.providers(m_pool[id].name)) {
    if (other != id && is_version_of(other, id) && m_rules.allowed.contains(other) &&
        (!is_other_arch || m_pool[other].evr == m_pool[update].evr))
      root.choices.push_back(other);
  }
  return root;
}

// Finds what must change together with an update that breaks these packages, or why it cannot be made.
void Trials::move(Id from, Id to, std::set<Id> broken, WhatIf& result) {
  IdSet candidates = m_rules.allowed;
  candidates.erase(from);
  ReleaseSolver solver = m_solver;
  std::vector<Id> kept;
  std::ranges::copy_if(m_selected, std::back_inserter(kept), [&](Id id) { return id != from; });
  solver.favour_also(kept);
  const Root update{.choices = {to}};
  for (const Id id : broken) {
    if (id == to || !movable(id, to).choices.empty()) continue;
    result.breaks.push_back(
        {.requirement = m_pool.str(id),
         .explanation = {fmt::format("there is no {}-{} for {}", m_pool.name(to), m_pool.nevra(to).evr.str(),
                                     pool_id2str(m_pool.get(), m_pool[id].arch))}});
  }
  if (!result.breaks.empty()) return;
  std::map<Id, Id> moved;  // new package → the package that it replaces, or 0
  for (bool is_new = true; is_new;) {
    is_new = false;
    m_pool.allow(candidates);
    moved.clear();
    const std::optional<Installation> together = install_together(solver, update, broken);
    for (const Id one : together ? together->packages : std::vector<Id>()) {
      if (one != to && !m_release.contains(one)) moved[one] = replaced(one);
    }
    if (!together) {
      if (std::optional<Problem> problem = problem_of(solver, {&update}, to)) {
        result.breaks.push_back(std::move(*problem));
        return;
      }
    }
    for (const Id id : together ? std::set<Id>() : broken) {
      const Root root = movable(id, to);
      std::vector<const Root*> required{&update};
      if (id != to) required.push_back(&root);
      // Since not all can be installed together, most cannot alone either.
      if (std::optional<Problem> problem = problem_of(solver, required, id)) {
        result.breaks.push_back(std::move(*problem));
        continue;
      }
      const std::optional<Installation> installation = solver.install(required);
      for (const Id one : installation ? installation->packages : std::vector<Id>()) {
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
std::optional<Installation> Trials::install_together(const ReleaseSolver& solver, const Root& update,
                                                     const std::set<Id>& broken) const {
  std::deque<Root> roots;
  std::vector<const Root*> required{&update};
  for (const Id id : broken) {
    if (update.choices.front() != id)
      required.push_back(&roots.emplace_back(movable(id, update.choices.front())));
  }
  return solver.install(required);
}

Id Trials::replaced(Id id) const {
  for (const Id other : m_selected) {
    if (other != id && m_pool[other].name == m_pool[id].name && m_pool[other].arch == m_pool[id].arch)
      return other;
  }
  return 0;
}

// Why packages cannot be installed together, as the problem of one of them; nothing if they can.
std::optional<Problem> Trials::problem_of(const ReleaseSolver& solver,
                                          const std::vector<const Root*>& required, Id broken) const {
  const std::vector<Explanation> explanations = solver.problems(required);
  if (explanations.empty()) return std::nullopt;
  Problem problem{.requirement = m_pool.str(broken)};
  for (const Explanation& explanation : explanations) {
    for (const Explanation::Part& part : explanation.parts) {
      if (!part.line.empty()) add_once(problem.explanation, part.line);
    }
    if (!explanation.summary.empty()) add_once(problem.explanation, explanation.summary);
  }
  return problem;
}

}  // namespace rpmworks::solve
