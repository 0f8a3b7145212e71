// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "solve/selection/closure.hpp"
#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

namespace {

/// The requirements of the packages that clients can have once they use the release.
class Requirements {
 public:
  Requirements(const ReleasePool& pool, const std::vector<EarlierPackage>& earlier)
      : m_pool(pool), m_earlier(earlier) {
    find_replaced();
    find_newest();
    for (size_t i = 0; i < earlier.size(); ++i)
      for (const std::string& text : earlier[i].provides)
        if (const Id provided = parse_dependency(pool.get(), text))
          m_before[name_in(provided)].push_back({provided, i});
  }

  std::vector<Lost> lost() {
    std::vector<Lost> found;
    if (m_replaced.empty() && m_earlier.empty()) return found;
    for (Id id = 2; id < m_pool.get()->nsolvables; ++id) {
      if (!m_pool[id].repo || !can_be_had(id) || !is_newest(id)) continue;
      for (const Id dependency : dependencies_in(m_pool[id], m_pool[id].requires_))
        if (auto one = lost_by(id, dependency)) found.push_back(std::move(*one));
    }
    return found;
  }

 private:
  struct Before {
    Id provided = 0;
    size_t package = 0;  ///< index in m_earlier
  };

  Id name_in(Id dependency) const {
    while (ISRELDEP(dependency)) dependency = GETRELDEP(m_pool.get(), dependency)->name;
    return dependency;
  }

  void find_replaced() {
    for (const Id id : m_pool.own()) {
      if (!m_pool.fits(id)) continue;
      for (const Id other : excluded_by(m_pool, id)) {
        if (!m_pool.is_base(other)) continue;
        if (m_pool[other].name != m_pool[id].name || m_pool.compare(id, other) > 0) m_replaced[other] = id;
      }
    }
  }

  void find_newest() {
    for (Id id = 2; id < m_pool.get()->nsolvables; ++id) {
      if (!m_pool[id].repo || m_pool.is_own(id) || m_pool.is_installed(id) || !can_be_had(id)) continue;
      const auto [at, is_new] = m_newest.try_emplace(key_of(id), id);
      if (!is_new && m_pool.compare(id, at->second) > 0) at->second = id;
    }
  }

  uint64_t key_of(Id id) const {
    return static_cast<uint64_t>(m_pool[id].name) << 32U | static_cast<uint32_t>(m_pool[id].arch);
  }

  // Older versions in a repository do not count: clients install the newest.
  bool is_newest(Id id) const {
    if (m_pool.is_own(id) || m_pool.is_installed(id)) return true;
    return m_newest.at(key_of(id)) == id;
  }

  bool can_be_had(Id id) const {
    return (m_pool.is_installed(id) || m_pool.fits(id)) && !m_pool.is_hidden(id) && !m_replaced.contains(id);
  }

  // Whether a package provides a dependency; for a rich one, whether its parts have providers.
  bool is_met(Id dependency) const {
    if (is_rich(m_pool.get(), dependency)) {
      const Reldep rich = *GETRELDEP(m_pool.get(), dependency);
      if (rich.flags == REL_AND) return is_met(rich.name) && is_met(rich.evr);
      if (rich.flags == REL_OR) return is_met(rich.name) || is_met(rich.evr);
      return true;
    }
    for (const Id* id = pool_whatprovides_ptr(m_pool.get(), dependency); *id; ++id)
      if (*id == SYSTEMSOLVABLE || can_be_had(*id)) return true;
    return false;
  }

  std::optional<Lost> lost_by(Id id, Id dependency) {
    const auto [known, is_new] = m_met.try_emplace(dependency, false);
    if (is_new) known->second = is_met(dependency);
    if (known->second) return std::nullopt;
    for (const Id part : wanted_parts(m_pool.get(), dependency)) {
      if (is_met(part)) continue;
      Lost lost{.requirement = pool_dep2str(m_pool.get(), dependency),
                .needed_by = m_pool.nevra(id),
                .repository = m_pool.repository(id),
                .provider = {},
                .replaced_by = {}};
      if (!find_provider(part, lost)) continue;
      lost.is_exact_version = is_exact_version(part, lost.provider.name);
      return lost;
    }
    return std::nullopt;
  }

  bool find_provider(Id dependency, Lost& lost) const {
    for (const Id* id = pool_whatprovides_ptr(m_pool.get(), dependency); *id; ++id) {
      const auto replaced = m_replaced.find(*id);
      if (replaced == m_replaced.end()) continue;
      lost.provider = m_pool.nevra(*id);
      lost.replaced_by = m_pool.nevra(replaced->second);
      return true;
    }
    const auto before = m_before.find(name_in(dependency));
    if (before == m_before.end()) return false;
    for (const Before& one : before->second) {
      if (!pool_match_dep(m_pool.get(), one.provided, dependency)) continue;
      lost.provider = m_earlier[one.package].nevra;
      return true;
    }
    return false;
  }

  // "lib = 1-1" or "lib(x86-64) = 1-1" of the package lib.
  bool is_exact_version(Id dependency, const std::string& name) const {
    if (!ISRELDEP(dependency) || GETRELDEP(m_pool.get(), dependency)->flags != REL_EQ) return false;
    const std::string required = pool_id2str(m_pool.get(), name_in(dependency));
    return required == name || required.starts_with(name + "(");
  }

  const ReleasePool& m_pool;
  const std::vector<EarlierPackage>& m_earlier;
  std::unordered_map<Id, Id> m_replaced;  ///< packages of the base by those of the release
  std::unordered_map<uint64_t, Id> m_newest;
  std::unordered_map<Id, std::vector<Before>> m_before;  ///< by the name of what was provided
  std::unordered_map<Id, bool> m_met;
};

bool is_path(const Lost& lost) {
  return lost.requirement.starts_with('/');
}

}  // namespace

std::vector<Lost> Selector::lost(const std::vector<EarlierPackage>& earlier) const {
  const std::lock_guard guard(m_state->mutex);
  m_state->prepare();
  m_state->pool->lift_restriction();
  m_state->pool->get()->considered = nullptr;
  std::vector<Lost> found = Requirements(*m_state->pool, earlier).lost();
  // A file may be in the complete file lists only.
  if (std::ranges::any_of(found, is_path) && m_state->load_filelists()) {
    m_state->rules();
    found = Requirements(*m_state->pool, earlier).lost();
  }
  const auto order = [](const Lost& one) { return std::tie(one.requirement, one.needed_by); };
  std::ranges::sort(found, {}, order);
  const auto twice = std::ranges::unique(found, {}, order);
  found.erase(twice.begin(), twice.end());
  return found;
}

}  // namespace rpmworks::solve
