// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/cycles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildplan/plan.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

class Opener {
 public:
  Opener(Needs& needs, Reporter& reporter) : m_needs(needs), m_reporter(reporter) {}

  void run() {
    const size_t packages = m_needs.size();
    m_has_round.resize(packages);
    for (const auto& group : circles(m_needs.graph())) take_from_repositories(group);
    for (size_t i = 0; i < packages; ++i) open_own(i);
    auto groups = circles(m_needs.graph());
    while (open_one(groups)) groups = circles(m_needs.graph());
    if (!groups.empty()) refuse(groups);
  }

 private:
  std::string name(size_t i) const { return label(m_needs.srpm(i)); }

  bool can_open(size_t i) const {
    return i < m_has_round.size() && !m_has_round[i] && m_needs.srpm(i).bootstrap;
  }

  // The package is built with the repositories' where these have what the product makes too.
  void take_from_repositories(const std::vector<size_t>& group) {
    for (const size_t i : group) {
      std::erase_if(m_needs[i].edges, [&](const auto& entry) {
        const auto& [other, edges] = entry;
        if (!std::ranges::binary_search(group, other)) return false;
        if (!std::ranges::all_of(edges, &Needs::Edge::repositories_have_it)) return false;
        m_reporter.note(fmt::format("{} is built with {} of the repositories: {} needs {} too", name(i),
                                    edges.front().requirement, name(other), name(i)));
        return true;
      });
    }
  }

  // A package that needs what only it makes.
  void open_own(size_t i) {
    const std::vector<std::string> own = m_needs[i].own;
    if (own.empty()) return;
    if (!can_open(i)) {
      for (const auto& requirement : own)
        m_needs[i].missing.push_back(fmt::format("{}: {}, which only it makes itself", name(i), requirement));
      return;
    }
    const size_t round = add_round(i);
    for (const auto& requirement : own) lead_to_round(i, i, round, {requirement, false});
  }

  size_t add_round(size_t i) {
    m_has_round[i] = true;
    m_reporter.note(
        fmt::format("{} is built twice: first as its `bootstrap` says, for those that it needs", name(i)));
    const size_t round = m_needs.add_first_round(i);
    for (const auto& requirement : m_needs[round].own)
      m_needs[round].missing.push_back(
          fmt::format("{}: {}, which only it makes itself", name(round), requirement));
    return round;
  }

  void lead_to_round(size_t from, size_t i, size_t round, const Needs::Edge& edge) {
    if (!m_needs.first_round_provides(i, edge.requirement))
      m_needs[from].missing.push_back(
          fmt::format("{}: {}, which {} does not make", name(from), edge.requirement, name(round)));
    m_needs[from].edges[round].push_back(edge);
  }

  bool open_one(const std::vector<std::vector<size_t>>& groups) {
    for (const auto& group : groups) {
      const auto first = std::ranges::find_if(group, [this](size_t i) { return can_open(i); });
      if (first == group.end()) continue;
      const size_t i = *first;
      const size_t round = add_round(i);
      for (const size_t from : group) {
        const auto at = m_needs[from].edges.find(i);
        if (from == i || at == m_needs[from].edges.end()) continue;
        const auto edges = std::move(at->second);
        m_needs[from].edges.erase(i);
        for (const auto& edge : edges) lead_to_round(from, i, round, edge);
      }
      return true;
    }
    return false;
  }

  [[noreturn]] void refuse(const std::vector<std::vector<size_t>>& groups) const {
    const Graph graph = m_needs.graph();
    std::vector<std::string> notes;
    std::string first;
    std::string in_it;
    for (const auto& group : groups) {
      const std::vector<size_t> circle = shortest_circle(graph, group);
      std::string names = name(circle.front());
      for (size_t k = 0; k < circle.size(); ++k) {
        const size_t next = circle[(k + 1) % circle.size()];
        names += " → " + name(next);
        notes.push_back(fmt::format("{} needs {}, which {} makes", name(circle[k]),
                                    m_needs[circle[k]].edges.at(next).front().requirement, name(next)));
      }
      if (!first.empty()) continue;
      first = names;
      in_it = name(circle.front());
    }
    throw Error(ExitCode::invalid, fmt::format("packages build-require each other in a circle: {}", first))
        .notes(std::move(notes))
        .hint(fmt::format(
            "drop one of these BuildRequires, add a repository that has one of the packages to "
            "buildroot.repos, or say how one is built without the others first: {}: {{ bootstrap: {{ "
            "without: [CONDITION] }} }}",
            in_it));
  }

  Needs& m_needs;
  Reporter& m_reporter;
  std::vector<bool> m_has_round;
};

}  // namespace

void open_circles(Needs& needs, Reporter& reporter) {
  Opener(needs, reporter).run();
}

}  // namespace rpmworks::buildplan
