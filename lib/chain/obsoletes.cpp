// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "buildplan/graph.hpp"
#include "chain/findings.hpp"
#include "core/text.hpp"

namespace rpmworks::chain {

namespace {

using Kind = Finding::Kind;

// Decides which packages obsolete others, among packages that clients get. Source packages are never
// installed.
class Obsoletes {
 public:
  Obsoletes(const Packages& packages, const std::vector<Effective>& effective) : m_packages(packages) {
    for (const Effective& one : effective) {
      const rpm::Nevra& nevra = nevra_of(packages, one.package);
      if (nevra.is_source()) continue;
      const size_t name = m_number.try_emplace(nevra.name, m_number.size()).first->second;
      m_members.resize(m_number.size());
      m_members[name].push_back(one.package);
    }
    m_graph.resize(m_members.size());
    for (size_t by = 0; by < m_members.size(); ++by) {
      for (const size_t package : m_members[by])
        each_match(package, [&](size_t name, size_t) { m_graph[by].push_back(name); });
      std::ranges::sort(m_graph[by]);
      m_graph[by].erase(std::ranges::unique(m_graph[by]).begin(), m_graph[by].end());
    }
    m_cycles = buildplan::cycles(m_graph);
    number_components();
    decide();
  }

  /// Each package that is obsoleted, with one that obsoletes it.
  std::map<size_t, size_t> obsoleted;
  /// The same for packages that are obsoleted only by packages of `obsoleted`.
  std::map<size_t, size_t> at_times;

  /// The packages of each cycle that are not in `obsoleted`.
  std::vector<std::vector<size_t>> cycles() const {
    std::vector<std::vector<size_t>> all;
    for (const auto& cycle : m_cycles) {
      auto& members = all.emplace_back();
      for (const size_t name : cycle)
        std::ranges::copy_if(m_members[name], std::back_inserter(members),
                             [&](size_t package) { return !obsoleted.contains(package); });
      if (members.size() < 2) all.pop_back();
    }
    return all;
  }

 private:
  // Calls `on_match` with the number of the name and the package of each other package that `by` obsoletes.
  template <class OnMatch>
  void each_match(size_t by, const OnMatch& on_match) const {
    for (const auto& range : m_packages[by].obsoletes) {
      const auto at = m_number.find(range.name);
      // rpm ignores it if a package obsoletes its own name.
      if (at == m_number.end() || range.name == nevra_of(m_packages, by).name) continue;
      for (const size_t package : m_members[at->second])
        if (range.covers(nevra_of(m_packages, package))) on_match(at->second, package);
    }
  }

  // Names of one cycle are one component.
  void number_components() {
    constexpr size_t k_none = static_cast<size_t>(-1);
    m_component.assign(m_graph.size(), k_none);
    for (const auto& cycle : m_cycles) {
      for (const size_t name : cycle) m_component[name] = m_names.size();
      m_names.push_back(cycle);
    }
    for (size_t name = 0; name < m_graph.size(); ++name) {
      if (m_component[name] != k_none) continue;
      m_component[name] = m_names.size();
      m_names.push_back({name});
    }
  }

  // Every component after all components that obsolete it.
  std::vector<size_t> ordered_components() const {
    std::vector<size_t> waiting(m_names.size());
    const auto each_edge = [&](size_t component, const auto& on_edge) {
      for (const size_t name : m_names[component])
        for (const size_t other : m_graph[name])
          if (m_component[other] != component) on_edge(m_component[other]);
    };
    for (size_t i = 0; i < m_names.size(); ++i) each_edge(i, [&](size_t other) { ++waiting[other]; });
    std::vector<size_t> order;
    for (size_t i = 0; i < m_names.size(); ++i)
      if (waiting[i] == 0) order.push_back(i);
    for (size_t i = 0; i < order.size(); ++i)
      each_edge(order[i], [&](size_t other) {
        if (--waiting[other] == 0) order.push_back(other);
      });
    return order;
  }

  void decide() {
    for (const size_t component : ordered_components()) {
      for (const size_t name : m_names[component]) {
        for (const size_t by : m_members[name]) {
          auto& found = obsoleted.contains(by) ? at_times : obsoleted;
          each_match(by, [&](size_t other, size_t package) {
            if (m_component[other] != component) found.try_emplace(package, by);
          });
        }
      }
    }
    std::erase_if(at_times, [&](const auto& each) { return obsoleted.contains(each.first); });
  }

  const Packages& m_packages;
  std::unordered_map<std::string, size_t> m_number;  ///< of a name
  std::vector<std::vector<size_t>> m_members;        ///< packages, by the number of their name
  buildplan::Graph m_graph;                          ///< names → the names that they obsolete
  std::vector<std::vector<size_t>> m_cycles;
  std::vector<size_t> m_component;           ///< by the number of a name
  std::vector<std::vector<size_t>> m_names;  ///< by component
};

Finding obsoleted_finding(const Packages& packages, size_t package, size_t by) {
  const bool is_earlier = packages[by].repository < packages[package].repository;
  std::string text =
      is_earlier ? fmt::format("{} has {}, but clients do not keep it: {} of {} obsoletes it",
                               repository(packages, package), shown(packages, package), shown(packages, by),
                               repository(packages, by))
                 : fmt::format("{} of {} is obsoleted by {} of {}", shown(packages, package),
                               repository(packages, package), shown(packages, by), repository(packages, by));
  return {.kind = is_earlier ? Kind::obsoleted_before : Kind::obsoleted,
          .package = package,
          .other = by,
          .text = std::move(text)};
}

Finding cycle_finding(const Packages& packages, const std::vector<size_t>& cycle) {
  constexpr size_t k_most = 6;
  std::vector<std::string> names;
  for (size_t i = 0; i < std::min(cycle.size(), k_most); ++i) names.push_back(shown(packages, cycle[i]));
  if (cycle.size() > k_most) names.push_back(fmt::format("and {} more", cycle.size() - k_most));
  return {.kind = Kind::obsolete_each_other,
          .package = cycle.front(),
          .other = cycle[1],
          .text = fmt::format("{} obsolete each other: clients may keep any of them", join(names, ", "))};
}

}  // namespace

void apply_obsoletes(const Packages& packages, std::vector<Effective>& effective,
                     std::vector<Finding>& findings) {
  const Obsoletes obsoletes(packages, effective);
  for (const auto& [package, by] : obsoletes.obsoleted)
    findings.push_back(obsoleted_finding(packages, package, by));
  for (const auto& [package, by] : obsoletes.at_times) {
    const size_t last = obsoletes.obsoleted.at(by);
    findings.push_back({.kind = Kind::obsoleted_at_times,
                        .package = package,
                        .other = by,
                        .text = fmt::format(
                            "{} of {} is obsoleted by {}, which {} obsoletes: clients without {} may lose it",
                            shown(packages, package), repository(packages, package), shown(packages, by),
                            shown(packages, last), nevra_of(packages, last).name)});
  }
  for (const auto& cycle : obsoletes.cycles()) findings.push_back(cycle_finding(packages, cycle));
  std::erase_if(effective, [&](const Effective& one) { return obsoletes.obsoleted.contains(one.package); });
}

}  // namespace rpmworks::chain
