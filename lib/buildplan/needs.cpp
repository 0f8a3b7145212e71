// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/needs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildplan/plan.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

constexpr std::string_view k_dynamic = "rpmlib(DynamicBuildRequires)";

// The header of a source package knows what the parsed spec does not show.
bool header_generates(const srpm::Srpm& srpm) try {
  if (!fs::exists(srpm.path)) return false;
  return std::ranges::any_of(rpm::read_package(srpm.path).requires_,
                             [](const auto& requirement) { return requirement.starts_with(k_dynamic); });
} catch (const Error&) {
  return false;  // it was damaged in the store: before it is built, its digest shows that
}

}  // namespace

bool Needs::Node::is_uncertain() const {
  return generates || std::ranges::any_of(doubtful, [](const Doubt& doubt) { return doubt.holders.empty(); });
}

Needs::Needs(const std::vector<srpm::Srpm>& srpms, const Base& base, const EarlierNames& earlier)
    : m_repositories(base.universe()),
      m_all(base.universe()),
      m_first_rounds(base.target().arch),
      m_earlier(earlier) {
  for (const srpm::Srpm& srpm : srpms) m_nodes.push_back({.srpm = &srpm});
  std::ranges::stable_sort(m_nodes, {}, [](const Node& node) { return label(*node.srpm); });
  m_packages = m_nodes.size();
  for (size_t i = 0; i < m_nodes.size(); ++i) {
    m_by_label.emplace(label(srpm(i)), i);
    m_all.add_promised(std::to_string(i), srpm(i).info);
    if (srpm(i).bootstrap) m_first_rounds.add_promised(std::to_string(i), srpm(i).bootstrap->info);
  }
  look_at_all(0);
}

Graph Needs::graph() const {
  Graph needs(m_nodes.size());
  for (size_t i = 0; i < m_nodes.size(); ++i) {
    for (const auto& [other, edges] : m_nodes[i].edges) needs[i].push_back(other);
  }
  return needs;
}

size_t Needs::add_first_round(size_t i) {
  m_nodes.push_back({.srpm = srpm(i).bootstrap.get()});
  look_at_all(m_nodes.size() - 1);
  return m_nodes.size() - 1;
}

bool Needs::first_round_provides(size_t i, const std::string& requirement) const {
  const auto sources = m_first_rounds.promised_by(requirement);
  return std::ranges::find(sources, std::to_string(i)) != sources.end();
}

void Needs::lead_to_holders() {
  const auto each = [this](auto&& take) {
    for (Node& node : m_nodes) {
      if (node.is_uncertain()) continue;
      for (Doubt& doubt : node.doubtful) take(node, doubt);
    }
  };
  Graph graph = this->graph();
  each([&](const Node& node, const Doubt& doubt) {
    for (const auto& [holder, how] : doubt.holders)
      graph[static_cast<size_t>(&node - m_nodes.data())].push_back(holder);
  });
  for (const auto& group : circles(graph)) {
    for (const size_t i : group)
      for (Doubt& doubt : m_nodes[i].doubtful)
        std::erase_if(doubt.holders,
                      [&](const auto& holder) { return std::ranges::binary_search(group, holder.first); });
  }
  each([](Node& node, const Doubt& doubt) {
    for (const auto& [holder, how] : doubt.holders) {
      node.edges[holder].push_back({doubt.requirement, false});
      node.learnt.push_back(how);
    }
  });
}

const std::vector<std::string>& Needs::names() const {
  if (m_names.empty()) m_names = m_all.provided_names();
  return m_names;
}

// All requirements are asked for at once: a file name that is new to a universe makes it look through all its
// packages.
void Needs::look_at_all(size_t first) {
  std::set<std::string> all;
  for (size_t i = first; i < m_nodes.size(); ++i)
    all.insert(srpm(i).info.build_requires.begin(), srpm(i).info.build_requires.end());
  const std::vector<std::string> requirements(all.begin(), all.end());
  const auto in_no_repository = m_repositories.unprovided(requirements);
  const auto nowhere = m_all.unprovided(requirements);
  const std::set<std::string> no_repository(in_no_repository.begin(), in_no_repository.end());
  const std::set<std::string> none(nowhere.begin(), nowhere.end());
  for (size_t i = first; i < m_nodes.size(); ++i) look_at(i, no_repository, none);
}

Needs::Doubt Needs::doubt(size_t i, const std::string& requirement,
                          const std::vector<std::string>& names) const {
  Doubt doubt{.requirement = requirement};
  for (const std::string& name : names) {
    for (const auto& [package, when] : m_earlier.holders(name)) {
      const auto at = m_by_label.find(package);
      if (at == m_by_label.end() || at->second == i || srpm(at->second).bootstrap.get() == m_nodes[i].srpm)
        continue;
      doubt.holders.emplace(at->second, fmt::format("{}: {} had it {}", name, package, when));
    }
  }
  // To look for names that are like it takes long, and is for what may have been mistyped.
  doubt.line = doubt.holders.empty() ? missing_line(label(srpm(i)), requirement, this->names())
                                     : fmt::format("{}: {}", label(srpm(i)), requirement);
  return doubt;
}

// Finds out for each requirement who provides it.
void Needs::look_at(size_t i, const std::set<std::string>& in_no_repository,
                    const std::set<std::string>& nowhere) {
  Node& node = m_nodes[i];
  for (const std::string& requirement : node.srpm->info.build_requires) {
    if (requirement.starts_with(k_dynamic)) node.generates = true;
    if (nowhere.contains(requirement)) {
      const auto found_out = found_out_by_building(requirement);
      if (found_out.empty())
        node.missing.push_back(missing_line(label(*node.srpm), requirement, names()));
      else
        node.doubtful.push_back(doubt(i, requirement, found_out));
      continue;
    }
    const bool in_base = !in_no_repository.contains(requirement);
    const auto sources = m_all.promised_by(requirement, node.srpm->info.build_conflicts);
    bool only_itself = !in_base && !sources.empty();
    for (const std::string& source : sources) {
      const size_t other = std::stoul(source);
      if (other == i || srpm(other).bootstrap.get() == node.srpm) continue;
      only_itself = false;
      node.edges[other].push_back({requirement, in_base});
    }
    if (only_itself) node.own.push_back(requirement);
  }
  node.generates = node.generates || header_generates(*node.srpm);
}

}  // namespace rpmworks::buildplan
