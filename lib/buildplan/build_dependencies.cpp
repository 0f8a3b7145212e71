// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/build_dependencies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildplan/unresolved.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

constexpr std::string_view k_dynamic = "rpmlib(DynamicBuildRequires)";

// The header of the source package tells; the parsed spec does not.
bool header_generates(const srpm::Srpm& srpm) try {
  if (!fs::exists(srpm.path)) return false;
  return std::ranges::any_of(rpm::read_package(srpm.path).requires_,
                             [](const auto& requirement) { return requirement.starts_with(k_dynamic); });
} catch (const Error&) {
  return false;  // damaged in the store; its digest is checked before it is built
}

}  // namespace

bool BuildDependencies::Node::is_uncertain() const {
  return generates ||
         std::ranges::any_of(uncertain, [](const Uncertain& one) { return one.earlier_providers.empty(); });
}

BuildDependencies::BuildDependencies(const engine::Packages& packages, const Repositories& repositories,
                                     const EarlierProviders& earlier)
    : m_repositories(repositories.universe()),
      m_all(repositories.universe()),
      m_bootstrap_builds(repositories.target().arch),
      m_earlier(earlier) {
  for (const engine::PackagePtr& package : packages) m_nodes.push_back({.package = package});
  std::ranges::stable_sort(m_nodes, {}, [](const Node& node) { return node.package->label(); });
  for (size_t i = 0; i < m_nodes.size(); ++i) {
    m_by_label.emplace(label(i), i);
    m_all.add_promised(std::to_string(i), srpm(i).info);
    if (const auto& bootstrap = package(i).bootstrap)
      m_bootstrap_builds.add_promised(std::to_string(i), bootstrap->srpm.info);
  }
  find_all_providers(0);
}

Graph BuildDependencies::graph() const {
  Graph needs(m_nodes.size());
  for (size_t i = 0; i < m_nodes.size(); ++i) {
    for (const auto& [other, edges] : m_nodes[i].edges) needs[i].push_back(other);
  }
  return needs;
}

size_t BuildDependencies::add_bootstrap_build(size_t i) {
  m_nodes.push_back({.package = package(i).bootstrap});
  find_all_providers(m_nodes.size() - 1);
  return m_nodes.size() - 1;
}

bool BuildDependencies::bootstrap_provides(size_t i, const std::string& requirement) const {
  const auto sources = m_bootstrap_builds.promised_by(requirement);
  return std::ranges::find(sources, std::to_string(i)) != sources.end();
}

void BuildDependencies::add_edges_to_earlier_providers() {
  const auto each = [this](auto&& take) {
    for (Node& node : m_nodes) {
      if (node.is_uncertain()) continue;
      for (Uncertain& uncertain : node.uncertain) take(node, uncertain);
    }
  };
  Graph graph = this->graph();
  each([&](const Node& node, const Uncertain& uncertain) {
    for (const auto& [provider, how] : uncertain.earlier_providers)
      graph[static_cast<size_t>(&node - m_nodes.data())].push_back(provider);
  });
  for (const auto& group : cycles(graph)) {
    for (const size_t i : group)
      for (Uncertain& uncertain : m_nodes[i].uncertain)
        std::erase_if(uncertain.earlier_providers, [&](const auto& provider) {
          return std::ranges::binary_search(group, provider.first);
        });
  }
  each([](Node& node, const Uncertain& uncertain) {
    for (const auto& [provider, how] : uncertain.earlier_providers) {
      node.edges[provider].push_back({uncertain.requirement, false});
      node.learnt.push_back(how);
    }
  });
}

const std::vector<std::string>& BuildDependencies::names() const {
  if (m_names.empty()) m_names = m_all.provided_names();
  return m_names;
}

// Asks for all requirements at once: the first question about a file name makes a universe search all of its
// packages.
void BuildDependencies::find_all_providers(size_t first) {
  std::set<std::string> all;
  for (size_t i = first; i < m_nodes.size(); ++i)
    all.insert(srpm(i).info.build_requires.begin(), srpm(i).info.build_requires.end());
  const std::vector<std::string> requirements(all.begin(), all.end());
  const auto in_no_repository = m_repositories.unprovided(requirements);
  const auto nowhere = m_all.unprovided(requirements);
  const std::set<std::string> no_repository(in_no_repository.begin(), in_no_repository.end());
  const std::set<std::string> none(nowhere.begin(), nowhere.end());
  for (size_t i = first; i < m_nodes.size(); ++i) find_providers(i, no_repository, none);
}

BuildDependencies::Uncertain BuildDependencies::uncertain(size_t i, const std::string& requirement,
                                                          const std::vector<std::string>& names) const {
  Uncertain uncertain{.requirement = requirement};
  for (const std::string& name : names) {
    for (const auto& [provider, when] : m_earlier.providers(name)) {
      const auto at = m_by_label.find(provider);
      if (at == m_by_label.end() || at->second == i || package(at->second).bootstrap == m_nodes[i].package)
        continue;
      uncertain.earlier_providers.emplace(at->second,
                                          fmt::format("{}: {} provided it {}", name, provider, when));
    }
  }
  // Searching for similar names takes long, and is only of use for a name that may be mistyped.
  uncertain.line = uncertain.earlier_providers.empty() ? unresolved_line(label(i), requirement, this->names())
                                                       : fmt::format("{}: {}", label(i), requirement);
  return uncertain;
}

void BuildDependencies::find_providers(size_t i, const std::set<std::string>& in_no_repository,
                                       const std::set<std::string>& nowhere) {
  Node& node = m_nodes[i];
  const srpm::Srpm& own = node.package->srpm;
  for (const std::string& requirement : own.info.build_requires) {
    if (requirement.starts_with(k_dynamic)) node.generates = true;
    if (nowhere.contains(requirement)) {
      const auto generated = generated_names(requirement);
      if (generated.empty())
        node.missing.push_back(unresolved_line(label(i), requirement, names()));
      else
        node.uncertain.push_back(uncertain(i, requirement, generated));
      continue;
    }
    const bool in_repositories = !in_no_repository.contains(requirement);
    const auto sources = m_all.promised_by(requirement, own.info.build_conflicts);
    bool only_itself = !in_repositories && !sources.empty();
    for (const std::string& source : sources) {
      const size_t other = std::stoul(source);
      if (other == i || package(other).bootstrap == node.package) continue;
      only_itself = false;
      node.edges[other].push_back({requirement, in_repositories});
    }
    if (only_itself) node.self_provided.push_back(requirement);
  }
  node.generates = node.generates || header_generates(own);
}

}  // namespace rpmworks::buildplan
