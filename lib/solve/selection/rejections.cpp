// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <set>

#include "core/text.hpp"
#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

Rejections::Rejections(ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules,
                       const IdSet& earlier, const std::vector<Id>& selected)
    : m_pool(pool),
      m_solver(solver),
      m_rules(rules),
      m_earlier(earlier),
      m_release(pool.base_and_own()),
      m_opposed(pool.get()) {
  for (const Id id : selected) m_release.insert(id);
  for (Id id = 2; id < pool.get()->nsolvables; ++id) {
    if (!m_release.contains(id)) continue;
    const Solvable& package = pool[id];
    for (const Offset list : {package.conflicts, package.obsoletes}) {
      for (const Id dependency : dependencies_in(package, list)) {
        for (const Id part : parts_of(pool.get(), dependency)) {
          for (const Id other : pool.providers(part)) m_opposed.insert(other);
        }
      }
    }
  }
}

std::vector<Rejected> Rejections::of(Id selected, Id dependency, const Installation& installation) {
  std::vector<Id> others = m_pool.providers(dependency);
  std::erase_if(others, [&](Id id) { return !m_pool.is_candidate(id) || m_release.contains(id); });
  std::ranges::sort(others, [&](Id a, Id b) { return m_pool.is_before(a, b); });
  std::vector<Rejected> rejected;
  for (const Id id : others)
    rejected.push_back({m_pool.nevra(id), m_pool.repository(id), reason(id, selected, installation)});
  return rejected;
}

std::string Rejections::reason(Id rejected, Id selected, const Installation& installation) {
  if (const auto at = m_rules.refusals.find(rejected); at != m_rules.refusals.end()) return at->second;
  if (m_pool[rejected].name == m_pool[selected].name) {
    const int order = m_pool.compare(rejected, selected);
    if (m_pool[rejected].arch != m_pool[selected].arch) return "another architecture";
    if (order < 0) return fmt::format("older than {}", m_pool.nevra(selected).evr.str());
    if (order == 0) return "another repository comes first";
  }
  if (std::string text = unmet_by(rejected, selected, installation); !text.empty()) return text;
  if (m_pool[rejected].name == m_pool[selected].name) {
    if (m_earlier.contains(selected)) return fmt::format("{} was selected earlier", m_pool.str(selected));
  }
  if (std::string text = alone(rejected, installation); !text.empty()) return text;
  if (std::string text = conflict(rejected, selected, installation); !text.empty()) return text;
  auto is_preferred = [&](Id id) {
    return std::ranges::find(m_rules.preferred, id) != m_rules.preferred.end();
  };
  if (is_preferred(selected) && !is_preferred(rejected))
    return fmt::format("repos.yaml prefers {}", m_pool.name(selected));
  if (m_earlier.contains(selected) && !m_earlier.contains(rejected))
    return fmt::format("{} was selected earlier", m_pool.str(selected));
  return "would serve as well";
}

// What the installed packages require of the selected package and the other one does not provide.
std::string Rejections::unmet_by(Id rejected, Id selected, const Installation& installation) const {
  for (const Id id : installation.packages) {
    if (id == selected) continue;
    const Solvable& package = m_pool[id];
    for (const Id dependency : dependencies_in(package, package.requires_)) {
      if (is_rich(m_pool.get(), dependency)) continue;
      const std::vector<Id> providers = m_pool.providers(dependency);
      if (std::ranges::find(providers, selected) == providers.end()) continue;
      const bool has_other = std::ranges::any_of(providers, [&](Id other) {
        return other == rejected || (other != selected && installation.contains(other));
      });
      if (has_other) continue;
      return fmt::format("does not provide {}, which {} requires", pool_dep2str(m_pool.get(), dependency),
                         m_pool.str(id));
    }
  }
  return {};
}

// Whether a package can simply be added to an installation.
bool Rejections::can_be_added(Id id, const Installation& installation) const {
  const Solvable& package = m_pool[id];
  if (package.obsoletes || m_opposed.contains(id)) return false;
  auto is_met = [&](Id dependency) {
    return std::ranges::any_of(m_pool.providers(dependency),
                               [&](Id one) { return installation.contains(one); });
  };
  for (const Id dependency : dependencies_in(package, package.requires_)) {
    if (is_rich(m_pool.get(), dependency) || !(m_pool.provides(id, dependency) || is_met(dependency)))
      return false;
  }
  for (const Id dependency : dependencies_in(package, package.conflicts)) {
    if (is_rich(m_pool.get(), dependency) || is_met(dependency)) return false;
  }
  return std::ranges::none_of(m_pool.providers(package.name), [&](Id other) {
    return m_pool[other].name == package.name && installation.contains(other);
  });
}

// What a package requires and neither itself nor the release with its base has, judging by each simple
// requirement.
std::string Rejections::lacking(Id id) const {
  const Solvable& package = m_pool[id];
  for (const Id dependency : dependencies_in(package, package.requires_)) {
    if (is_rich(m_pool.get(), dependency) || m_pool.provides(id, dependency)) continue;
    const Id* one = pool_whatprovides_ptr(m_pool.get(), dependency);
    while (*one && *one != SYSTEMSOLVABLE && !m_release.contains(*one)) ++one;
    if (*one == 0) return pool_dep2str(m_pool.get(), dependency);
  }
  return {};
}

// What prevents a package from being installed with the release as it is, whatever else is installed. Solvers
// take much longer than everything else here.
std::string Rejections::alone(Id rejected, const Installation& installation) {
  const auto [at, is_new] = m_alone.try_emplace(rejected);
  if (!is_new || can_be_added(rejected, installation)) return at->second;
  if (const std::string what = lacking(rejected); !what.empty()) {
    return at->second = fmt::format("requires {}, which neither the release nor its base provides", what);
  }
  const Root root{.choices = {rejected}};
  IdSet with_it = m_release;
  with_it.insert(rejected);
  m_pool.allow(with_it);
  if (m_solver.install({&root})) return {};
  m_pool.allow(m_rules.allowed);
  std::set<std::string> more;
  if (const auto with_more = m_solver.install({&root})) {
    for (const Id id : with_more->packages) {
      if (!with_it.contains(id)) more.insert(m_pool.str(id));
    }
    at->second = "needs more packages: " + join({more.begin(), more.end()}, ", ");
  } else {
    at->second = "cannot be installed";
  }
  return at->second;
}

std::string Rejections::conflict(Id rejected, Id selected, const Installation& installation) const {
  for (const Id id : installation.packages) {
    if (id == selected) continue;
    const Solvable& one = m_pool[rejected];
    const Solvable& other = m_pool[id];
    auto excludes = [&](const Solvable& package, Id against) {
      return std::ranges::any_of(dependencies_in(package, package.conflicts), [&](Id dependency) {
        return !is_rich(m_pool.get(), dependency) && m_pool.provides(against, dependency);
      });
    };
    if (excludes(one, id) || excludes(other, rejected))
      return fmt::format("conflicts with {}", m_pool.str(id));
    if (one.name == other.name && one.arch == other.arch)
      return fmt::format("{} is selected, which has the same name", m_pool.str(id));
  }
  return {};
}

}  // namespace rpmworks::solve
