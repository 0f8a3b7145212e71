// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/trials.hpp"

#include <optional>

#include "solve/selection/advisories.hpp"

namespace rpmworks::solve {

Trials::Trials(ReleasePool& pool, const ReleaseSolver& solver, const SelectionRequest& request,
               const Rules& rules, const Selection& selection)
    : m_pool(pool), m_solver(solver), m_request(request), m_rules(rules), m_release(pool.base_and_own()) {
  for (const Selected& one : selection.packages) {
    if (const Id id = find(one)) {
      m_selected.push_back(id);
      m_release.insert(id);
    }
  }
  find_updates();
  find_dependants();
}

std::vector<WhatIf> Trials::run() {
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
  add_advisories(results);
  return results;
}

void Trials::add_advisories(std::vector<WhatIf>& results) const {
  std::map<int, Advisories> known;  // by section
  for (size_t i = 0; i < results.size(); ++i) {
    const int section = m_pool.section(m_updates[i].second);
    const upstream::Metadata& metadata = m_request.candidates[static_cast<size_t>(section)].metadata;
    const Advisories& advisories = known.try_emplace(section, metadata).first->second;
    results[i].advisories = advisories.between(results[i].from, results[i].to);
  }
}

Id Trials::find(const Selected& selected) const {
  const Id name = pool_str2id(m_pool.get(), selected.nevra.name.c_str(), 0);
  if (!name) return 0;
  for (const Id id : m_pool.providers(name)) {
    const int section = m_pool.section(id);
    if (section >= 0 && m_request.candidates[static_cast<size_t>(section)].section == selected.section &&
        m_pool.nevra(id) == selected.nevra)
      return id;
  }
  return 0;
}

WhatIf Trials::tried(Id from, Id to) {
  WhatIf result{.from = m_pool.nevra(from), .to = m_pool.nevra(to), .size = size(to)};
  if (std::set<Id> broken = broken_by(from, to); !broken.empty()) move(from, to, std::move(broken), result);
  return result;
}

// The packages of an installation of the release, the updates, and what can provide what they lack.
IdSet Trials::in_use() const {
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
    const Id one = open.back();
    const Solvable& package = m_pool[one];
    open.pop_back();
    // A package for another architecture may have to be updated with it.
    if (one != SYSTEMSOLVABLE && m_pool.is_candidate(one)) {
      for (const Id id : m_pool.providers(package.name)) {
        if (m_pool[id].name == package.name && m_pool[id].evr == package.evr && m_rules.allowed.contains(id))
          add(id);
      }
    }
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

uint64_t Trials::size(Id id) const {
  return solvable_lookup_num(&m_pool[id], SOLVABLE_DOWNLOADSIZE, 0);
}

bool Trials::is_version_of(Id id, Id other) const {
  return m_pool[id].repo == m_pool[other].repo && m_pool[id].name == m_pool[other].name &&
         m_pool[id].arch == m_pool[other].arch;
}

void Trials::find_updates() {
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
void Trials::find_dependants() {
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

}  // namespace rpmworks::solve
