// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/upgrade_pool.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "solve/walk.hpp"

namespace rpmworks::solve {

namespace {

using Key = std::tuple<Id, Id, Id>;

bool is_empty(const Base& base) {
  return base.available.empty() && base.rpmdbs.empty() && base.installed.empty() &&
         base.assume_provides.empty();
}

Key key_of(const Solvable& package) {
  return {package.name, package.evr, package.arch};
}

Candidates candidates_of(const ReleaseRepositories& release, const upstream::Metadata& section) {
  const auto read = release.packages.find(section.name);
  return {.metadata = section,
          .section = section.name,
          .selection = {},
          .packages = read == release.packages.end() ? std::vector<ReadPackage>() : read->second};
}

bool has_filelists(const SelectionRequest& request) {
  return std::ranges::any_of(request.base.available,
                             [](const auto& one) { return !one.filelists.empty(); }) ||
         std::ranges::any_of(request.candidates,
                             [](const auto& one) { return !one.metadata.filelists.empty(); });
}

}  // namespace

const std::vector<std::string>& installonly_names() {
  static const std::vector<std::string> names{"kernel",
                                              "kernel-PAE",
                                              "installonlypkg(kernel)",
                                              "installonlypkg(kernel-module)",
                                              "installonlypkg(vm)",
                                              "multiversion(kernel)"};
  return names;
}

UpgradePool::UpgradePool(const UpgradeRequest& request, const ReleaseRepositories& earlier) {
  m_request.arch = request.arch;
  m_request.base = request.base;
  m_hotfixes = request.release.hotfixes;
  m_hotfixes.insert(earlier.hotfixes.begin(), earlier.hotfixes.end());
  for (const auto& section : request.release.sections) {
    m_request.candidates.push_back(candidates_of(request.release, section));
    m_sections_now.push_back(section.name);
  }
  // A section that did not change is read once.
  for (const auto& section : earlier.sections) {
    const auto same = std::ranges::find_if(request.release.sections, [&](const auto& other) {
      return !section.repomd_sha256.empty() && other.repomd_sha256 == section.repomd_sha256;
    });
    m_sections_before.push_back(same == request.release.sections.end()
                                    ? m_request.candidates.size()
                                    : static_cast<size_t>(same - request.release.sections.begin()));
    if (same == request.release.sections.end())
      m_request.candidates.push_back(candidates_of(earlier, section));
  }
  load(false);
  if (has_filelists(m_request) && lacks_files()) load(true);
  if (is_empty(request.base)) take_as_given();
  index();
  identify(request, earlier);
  Modules of_base;
  for (const auto& metadata : m_request.base.available) of_base.add(metadata);
  m_available_now = available(m_now, hidden(request.release, of_base));
  m_available_before = available(m_before, hidden(earlier, of_base));
}

void UpgradePool::load(bool filelists) {
  m_pool.reset();  // free the memory first
  m_pool = std::make_unique<ReleasePool>(m_request, filelists);
  for (int i = 1; i < m_pool->get()->nrepos; ++i) {
    if (Repo* repo = m_pool->get()->repos[i]) repo->priority = 0;
  }
  m_preinstalled = m_pool->get()->installed;
}

bool UpgradePool::lacks_files() const {
  std::vector<Id> packages;
  for (Id id = 2; id < m_pool->get()->nsolvables; ++id) {
    if ((*this)[id].repo && m_pool->is_candidate(id)) packages.push_back(id);
  }
  return lacks_a_file(m_pool->get(), {}, packages);
}

// Something on the clients provides what the releases require and do not have. A name of which a release has
// another version is not taken as given: the version may be what makes an upgrade impossible.
void UpgradePool::take_as_given() {
  Pool* pool = m_pool->get();
  std::set<Id> lacking;
  for (Id id = 2; id < pool->nsolvables; ++id) {
    if (!(*this)[id].repo || !m_pool->is_candidate(id) || !m_pool->fits(id)) continue;
    for (const Id dependency : dependencies_in((*this)[id], (*this)[id].requires_)) {
      for (const Id part : wanted_parts(pool, dependency)) {
        Id name = part;
        while (ISRELDEP(name)) name = GETRELDEP(pool, name)->name;
        if (*pool_whatprovides_ptr(pool, name) == 0) lacking.insert(part);
      }
    }
  }
  if (lacking.empty()) return;
  const Id given = add_stand_in(m_preinstalled, {"given", {.version = "0"}, "noarch"});
  for (const Id dependency : lacking) {
    Solvable* package = pool_id2solvable(pool, given);
    package->provides = repo_addid(m_preinstalled, package->provides, dependency);
  }
  repo_internalize(m_preinstalled);
  m_pool->reindex();
}

void UpgradePool::index() {
  Pool* pool = m_pool->get();
  for (Id id = 2; id < pool->nsolvables; ++id) {
    const Solvable& package = (*this)[id];
    if (!package.repo || !m_pool->fits(id)) continue;
    m_by_name[package.name].push_back(id);
    for (const Id dependency : dependencies_in(package, package.obsoletes)) {
      Id name = dependency;
      while (ISRELDEP(name)) name = GETRELDEP(pool, name)->name;
      m_obsoleting[name].emplace_back(id, dependency);
    }
  }
}

IdSet UpgradePool::hidden(const ReleaseRepositories& release, Modules modules) const {
  IdSet found(m_pool->get());
  modules.enable(release.modules);
  for (const auto& section : release.sections) modules.add(section);
  if (modules.is_empty()) return found;
  IdSet hotfixes(m_pool->get());
  for (size_t i = 0; i < m_request.candidates.size(); ++i)
    if (m_hotfixes.contains(m_request.candidates[i].section))
      for (const Id id : m_pool->candidates(i)) hotfixes.insert(id);
  for (const auto& [id, reason] : modules.hidden(*m_pool))
    if (!hotfixes.contains(id)) found.insert(id);
  return found;
}

void UpgradePool::identify(const UpgradeRequest& request, const ReleaseRepositories& earlier) {
  Pool* pool = m_pool->get();
  m_is_now = m_is_past = m_is_rebuilt = IdSet(pool);
  std::map<Key, Id> now;
  const size_t of_now = m_sections_now.size();
  std::vector<std::vector<Id>> candidates;
  for (size_t i = 0; i < m_request.candidates.size(); ++i) {
    candidates.push_back(m_pool->candidates(i));
    std::erase_if(candidates.back(), [&](Id id) { return !m_pool->fits(id); });
    if (i >= of_now) continue;
    for (const Id id : candidates.back()) {
      if (now.emplace(key_of((*this)[id]), id).second) m_now.push_back(id);
      m_is_now.insert(id);
    }
  }
  const auto is_same = [&](const std::string& section, Id before, Id after) {
    const auto old_one = location_of(pool, before, section);
    const auto new_one = location_of(pool, after, section_now(after));
    if (!old_one.sha256.empty() && old_one.sha256 == new_one.sha256) return true;
    return request.same_package && request.same_package(earlier.release, old_one, new_one);
  };
  for (size_t i = 0; i < earlier.sections.size(); ++i) {
    const std::string& section = earlier.sections[i].name;
    const bool is_unchanged = m_sections_before[i] < of_now;
    for (const Id id : candidates[m_sections_before[i]]) {
      const auto counterpart = now.find(key_of((*this)[id]));
      Id known = id;
      if (counterpart != now.end() && (is_unchanged || is_same(section, id, counterpart->second)))
        known = counterpart->second;
      if (!m_section_before.emplace(known, section).second) continue;
      m_before.push_back(known);
      if (known == id && !is_unchanged) {
        m_is_past.insert(id);
        if (counterpart != now.end()) m_is_rebuilt.insert(id);
      }
    }
  }
}

IdSet UpgradePool::available(const std::vector<Id>& release, const IdSet& hidden) const {
  IdSet packages = m_pool->base_and_own();
  for (Id id = 2; id < m_pool->get()->nsolvables; ++id) {
    if (packages.contains(id) && !is_preinstalled(id) && hidden.contains(id)) packages.erase(id);
  }
  for (const Id id : release) {
    if (!hidden.contains(id)) packages.insert(id);
  }
  return packages;
}

std::string UpgradePool::section_before(Id id) const {
  const auto at = m_section_before.find(id);
  return at == m_section_before.end() ? std::string() : at->second;
}

std::string UpgradePool::section_now(Id id) const {
  return is_now(id) ? m_sections_now[static_cast<size_t>(m_pool->section(id))] : std::string();
}

bool UpgradePool::is_same_nevra(Id a, Id b) const {
  return a == b || key_of((*this)[a]) == key_of((*this)[b]);
}

bool UpgradePool::is_version_of(Id a, Id b) const {
  const Solvable& one = (*this)[a];
  const Solvable& other = (*this)[b];
  return one.name == other.name &&
         (one.arch == other.arch || one.arch == ARCH_NOARCH || other.arch == ARCH_NOARCH);
}

std::vector<Id> UpgradePool::named(Id name, const IdSet& of) const {
  std::vector<Id> found;
  const auto at = m_by_name.find(name);
  if (at == m_by_name.end()) return found;
  std::ranges::copy_if(at->second, std::back_inserter(found), [&](Id id) { return of.contains(id); });
  return found;
}

std::vector<Id> UpgradePool::obsoleters(const std::vector<Id>& obsoleted, const IdSet& of) const {
  std::set<Id> found;
  for (const Id other : obsoleted) {
    const auto at = m_obsoleting.find((*this)[other].name);
    if (at == m_obsoleting.end()) continue;
    for (const auto& [id, dependency] : at->second) {
      if (id != other && of.contains(id) && pool_match_nevr(m_pool->get(), &(*m_pool)[other], dependency))
        found.insert(id);
    }
  }
  return {found.begin(), found.end()};
}

bool UpgradePool::is_installonly(Id id) const {
  const auto provides = dependencies_in((*this)[id], (*this)[id].provides);
  return std::ranges::any_of(installonly_names(), [&](const std::string& text) {
    const Id name = pool_str2id(m_pool->get(), text.c_str(), 0);
    return name && std::ranges::any_of(provides, [&](Id provided) {
             return pool_match_dep(m_pool->get(), provided, name) != 0;
           });
  });
}

std::vector<Root> UpgradePool::roots_of(const std::vector<Id>& packages, const IdSet& available) const {
  std::vector<Id> sorted = packages;
  std::ranges::sort(sorted, [&](Id a, Id b) { return m_pool->is_before(a, b); });
  std::vector<Root> roots;
  std::set<std::pair<Id, Id>> known;
  for (const Id id : sorted) {
    if (!available.contains(id) || !known.emplace((*this)[id].name, (*this)[id].arch).second) continue;
    std::vector<Id> choices = named((*this)[id].name, available);
    std::erase_if(choices, [&](Id other) { return !is_version_of(id, other); });
    // A newer version that is already there stays.
    const auto newest = std::ranges::max_element(choices, [&](Id a, Id b) {
      const int order = m_pool->compare(a, b);
      return order != 0 ? order < 0 : is_preinstalled(b) && !is_preinstalled(a);
    });
    if (is_preinstalled(*newest)) {
      choices = {*newest};
    } else {
      std::erase_if(choices, [&](Id other) { return is_preinstalled(other); });
      for (const Id other : obsoleters(choices, available)) {
        if (std::ranges::find(choices, other) == choices.end()) choices.push_back(other);
      }
    }
    roots.push_back({.choices = std::move(choices), .rule = {}});
  }
  return roots;
}

}  // namespace rpmworks::solve
