// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/needs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "build/plan.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

constexpr std::string_view k_dynamic = "rpmlib(DynamicBuildRequires)";

// Whether rpm may come to provide it by looking into a package that it has built: a file of it, or what
// dependency generators name in the form "kind(name)".
bool found_out_by_building(const std::string& requirement) {
  const std::string text(trim(requirement));
  if (text.starts_with('/')) return true;
  if (!text.starts_with('(')) return text.find('(') != std::string::npos;
  for (const std::string& word : split(text.substr(1), ' ')) {
    const std::string bare = word.substr(std::min(word.find_first_not_of('('), word.size()));
    if (bare.starts_with('/') || bare.find('(') != std::string::npos) return true;
  }
  return false;
}

// The header of a source package knows what the parsed spec does not show.
bool header_generates(const srpm::Srpm& srpm) {
  if (!fs::exists(srpm.path)) return false;
  return std::ranges::any_of(rpm::read_package(srpm.path).requires_,
                             [](const auto& requirement) { return requirement.starts_with(k_dynamic); });
}

}  // namespace

Needs::Needs(const std::vector<srpm::Srpm>& srpms, const Base& base)
    : m_repositories(base.universe()), m_all(base.universe()), m_first_rounds(base.target().arch) {
  for (const srpm::Srpm& srpm : srpms) m_nodes.push_back({.srpm = &srpm});
  std::ranges::stable_sort(m_nodes, {}, [](const Node& node) { return label(*node.srpm); });
  m_packages = m_nodes.size();
  for (size_t i = 0; i < m_nodes.size(); ++i) {
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

// Finds out for each requirement who provides it.
void Needs::look_at(size_t i, const std::set<std::string>& in_no_repository,
                    const std::set<std::string>& nowhere) {
  Node& node = m_nodes[i];
  for (const std::string& requirement : node.srpm->info.build_requires) {
    if (requirement.starts_with(k_dynamic)) node.generates = true;
    if (nowhere.contains(requirement)) {
      auto& lines = found_out_by_building(requirement) ? node.doubtful : node.missing;
      lines.push_back(missing_line(label(*node.srpm), requirement, names()));
      continue;
    }
    const bool in_base = !in_no_repository.contains(requirement);
    const auto sources = m_all.promised_by(requirement);
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

}  // namespace rpmworks::build
