// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/cycles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

class CycleBreaker {
 public:
  CycleBreaker(BuildDependencies& dependencies, Reporter& reporter)
      : m_dependencies(dependencies), m_reporter(reporter) {}

  void run() {
    const size_t packages = m_dependencies.size();
    m_has_bootstrap_build.resize(packages);
    for (const auto& group : cycles(m_dependencies.graph())) use_repositories(group);
    for (size_t i = 0; i < packages; ++i) break_self_dependency(i);
    auto groups = cycles(m_dependencies.graph());
    while (break_one(groups)) groups = cycles(m_dependencies.graph());
    if (!groups.empty()) refuse(groups);
  }

 private:
  std::string name(size_t i) const { return m_dependencies.label(i); }

  bool can_bootstrap(size_t i) const {
    return i < m_has_bootstrap_build.size() && !m_has_bootstrap_build[i] &&
           m_dependencies.package(i).bootstrap;
  }

  // Drops the edges within the group whose requirements the repositories provide too.
  void use_repositories(const std::vector<size_t>& group) {
    for (const size_t i : group) {
      std::erase_if(m_dependencies[i].edges, [&](const auto& entry) {
        const auto& [other, edges] = entry;
        if (!std::ranges::binary_search(group, other)) return false;
        if (!std::ranges::all_of(edges, &BuildDependencies::Edge::repositories_have_it)) return false;
        m_reporter.note(
            fmt::format("{} is built with {} from the repositories, because {} and {} depend on each other",
                        name(i), edges.front().requirement, name(other), name(i)));
        return true;
      });
    }
  }

  void break_self_dependency(size_t i) {
    const std::vector<std::string> requirements = m_dependencies[i].self_provided;
    if (requirements.empty()) return;
    if (!can_bootstrap(i)) {
      note_missing(i, requirements);
      return;
    }
    const size_t bootstrap = add_bootstrap_build(i);
    for (const auto& requirement : requirements) redirect(i, i, bootstrap, {requirement, false});
  }

  void note_missing(size_t i, const std::vector<std::string>& requirements) {
    for (const auto& requirement : requirements)
      m_dependencies[i].missing.push_back(
          fmt::format("{}: {}, which only {} itself provides", name(i), requirement, name(i)));
  }

  size_t add_bootstrap_build(size_t i) {
    m_has_bootstrap_build[i] = true;
    m_reporter.note(fmt::format(
        "{} is built twice: a bootstrap build comes first, for the packages that {} build-requires", name(i),
        name(i)));
    const size_t bootstrap = m_dependencies.add_bootstrap_build(i);
    note_missing(bootstrap, m_dependencies[bootstrap].self_provided);
    return bootstrap;
  }

  // Makes `from` need the bootstrap build of `i` instead of `i`.
  void redirect(size_t from, size_t i, size_t bootstrap, const BuildDependencies::Edge& edge) {
    if (!m_dependencies.bootstrap_provides(i, edge.requirement))
      m_dependencies[from].missing.push_back(
          fmt::format("{}: {}, which {} does not provide", name(from), edge.requirement, name(bootstrap)));
    m_dependencies[from].edges[bootstrap].push_back(edge);
  }

  bool break_one(const std::vector<std::vector<size_t>>& groups) {
    for (const auto& group : groups) {
      const auto first = std::ranges::find_if(group, [this](size_t i) { return can_bootstrap(i); });
      if (first == group.end()) continue;
      const size_t i = *first;
      const size_t bootstrap = add_bootstrap_build(i);
      for (const size_t from : group) {
        const auto at = m_dependencies[from].edges.find(i);
        if (from == i || at == m_dependencies[from].edges.end()) continue;
        const auto edges = std::move(at->second);
        m_dependencies[from].edges.erase(i);
        for (const auto& edge : edges) redirect(from, i, bootstrap, edge);
      }
      return true;
    }
    return false;
  }

  [[noreturn]] void refuse(const std::vector<std::vector<size_t>>& groups) const {
    const Graph graph = m_dependencies.graph();
    std::vector<std::string> notes;
    std::string first;
    std::string in_it;
    for (const auto& group : groups) {
      const std::vector<size_t> cycle = shortest_cycle(graph, group);
      std::string names = name(cycle.front());
      for (size_t k = 0; k < cycle.size(); ++k) {
        const size_t next = cycle[(k + 1) % cycle.size()];
        names += " → " + name(next);
        notes.push_back(fmt::format("{} needs {}, which {} provides", name(cycle[k]),
                                    m_dependencies[cycle[k]].edges.at(next).front().requirement, name(next)));
      }
      if (!first.empty()) continue;
      first = names;
      in_it = name(cycle.front());
    }
    throw Error(ExitCode::invalid, fmt::format("packages build-require each other in a cycle: {}", first))
        .notes(std::move(notes))
        .hint(fmt::format("drop one of these BuildRequires, add a repository that has one of the packages to "
                          "buildroot.repos, or define a bootstrap build for one of them: {}: {{ bootstrap: "
                          "{{ without: [CONDITION] }} }}",
                          in_it));
  }

  BuildDependencies& m_dependencies;
  Reporter& m_reporter;
  std::vector<bool> m_has_bootstrap_build;
};

}  // namespace

void break_cycles(BuildDependencies& dependencies, Reporter& reporter) {
  CycleBreaker(dependencies, reporter).run();
}

}  // namespace rpmworks::buildplan
