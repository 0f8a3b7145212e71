// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/upgrade.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/pool.hpp"
#include "solve/selection/groups.hpp"
#include "solve/upgrade/upgrade_plan.hpp"

namespace rpmworks::solve {

namespace {

class PathFinder {
 public:
  PathFinder(const UpgradeRequest& request, const ReleaseRepositories& earlier)
      : m_packages(request, earlier), m_solver(m_packages.pool(), {}) {
    m_path.from = earlier.release;
  }

  UpgradePath run() {
    find_systems();
    m_packages.pool().restrict_to(m_packages.available_now());
    m_roots = m_packages.roots_of(m_packages.now(), m_packages.available_now());
    // All solutions of this pool before the first plan, which replaces what is installed.
    std::vector<System> wanted;
    std::vector<std::vector<Stuck>> impossible(m_systems.size());
    for (size_t i = 0; i < m_systems.size(); ++i) wanted.push_back(wanted_after(i, impossible[i]));
    for (size_t i = 0; i < m_systems.size(); ++i) {
      UpgradeSystem system = UpgradePlan(m_packages, m_systems[i], wanted[i]).run();
      system.with = m_with[i];
      // Why a package of the new release cannot be installed says more than why a command fails.
      std::erase_if(system.stuck, [&](const Stuck& one) {
        return std::ranges::find(impossible[i], one.package, &Stuck::package) != impossible[i].end();
      });
      std::ranges::move(impossible[i], std::back_inserter(system.stuck));
      m_path.systems.push_back(std::move(system));
    }
    add_moved();
    return std::move(m_path);
  }

 private:
  // The systems that clients can have with the earlier release.
  void find_systems() {
    ReleasePool& pool = m_packages.pool();
    pool.restrict_to(m_packages.available_before());
    Rules rules{.allowed = m_packages.available_before(), .refusals = {}, .preferred = {}, .roots = {}};
    rules.roots = m_packages.roots_of(m_packages.before(), m_packages.available_before());
    ReleaseSolver solver(pool, {});
    const Groups groups = make_groups(pool, solver, rules, {});
    for (const Root* root : groups.failed) m_path.not_installed.push_back(pool.nevra(root->choices.front()));
    std::ranges::sort(m_path.not_installed);
    std::set<Id> of_first;
    for (const Group& group : groups.groups) {
      m_systems.push_back(group.installation.packages);
      std::vector<rpm::Nevra>& with = m_with.emplace_back();
      for (const Id id : group.installation.packages) {
        if (!m_packages.is_of_a_release(id)) continue;
        if (m_systems.size() == 1)
          of_first.insert(id);
        else if (!of_first.contains(id))
          with.push_back(pool.nevra(id));
      }
      std::ranges::sort(with);
    }
    if (!m_systems.empty()) return;
    // Nothing of the earlier release can be installed, or it is empty.
    System base;
    for (Id id = 2; id < pool.get()->nsolvables; ++id) {
      if (pool[id].repo && m_packages.is_preinstalled(id)) base.push_back(id);
    }
    m_systems.push_back(std::move(base));
    m_with.emplace_back();
  }

  // Whether an update or a replacement of one of the system's packages is among the choices.
  std::vector<const Root*> roots_for(const System& system, std::vector<const Root*>& others) const {
    std::map<Id, std::vector<Id>> by_name;
    std::vector<Id> released;
    for (const Id id : system) {
      if (!m_packages.is_of_a_release(id)) continue;
      by_name[m_packages[id].name].push_back(id);
      released.push_back(id);
    }
    const auto obsoleting = m_packages.obsoleters(released, m_packages.available_now());
    std::vector<const Root*> kept;
    for (const Root& root : m_roots) {
      const bool is_kept = std::ranges::any_of(root.choices, [&](Id id) {
        if (std::ranges::binary_search(obsoleting, id)) return true;
        const auto at = by_name.find(m_packages[id].name);
        return at != by_name.end() &&
               std::ranges::any_of(at->second, [&](Id other) { return m_packages.is_version_of(id, other); });
      });
      (is_kept ? kept : others).push_back(&root);
    }
    return kept;
  }

  // The system after the upgrade: what it has of the new release, and on the first one others until no
  // further one can be installed with those.
  System wanted_after(size_t index, std::vector<Stuck>& impossible) {
    const System& system = m_systems[index];
    std::vector<const Root*> others;
    std::vector<const Root*> kept = roots_for(system, others);
    if (index > 0) others.clear();
    auto installation = install_with(kept, others);
    if (!installation) {
      const auto most = install_with({}, kept);
      std::vector<const Root*> possible;
      for (const Root* root : kept) {
        if (most && has_root(*most, *root)) possible.push_back(root);
      }
      for (const Root* root : kept) {
        if (std::ranges::find(possible, root) == possible.end())
          impossible.push_back(impossible_root(*root, system, possible));
      }
      kept = std::move(possible);
      installation = install_with(kept, others);
    }
    if (!installation) return {};
    for (const Root* root : kept) {
      if (const Id passed_over = newer_of_release(*root, *installation))
        impossible.push_back(impossible_root({.choices = {passed_over}, .rule = {}}, system, {}));
    }
    return installation->packages;
  }

  // Usually everything can be installed, and then implications are not needed.
  std::optional<Installation> install_with(const std::vector<const Root*>& required,
                                           const std::vector<const Root*>& wanted) {
    auto all = m_solver.install(required, wanted);
    if (all && std::ranges::all_of(wanted, [&](const Root* root) { return has_root(*all, *root); }))
      return all;
    if (!m_inference) {
      std::vector<const Root*> roots;
      for (const Root& root : m_roots) roots.push_back(&root);
      m_implications.emplace(m_packages.pool(), roots);
      m_inference.emplace(*m_implications);
    }
    return install_most(*m_inference, m_solver, required, wanted);
  }

  // The package of the release if a lower version of the base was chosen because it cannot be installed.
  Id newer_of_release(const Root& root, const Installation& installation) const {
    Id newest = 0;
    for (const Id id : root.choices) {
      if (m_packages.is_now(id) && (!newest || m_packages.pool().compare(id, newest) > 0)) newest = id;
    }
    if (!newest) return 0;
    const bool is_lower = std::ranges::any_of(root.choices, [&](Id id) {
      return installation.contains(id) && !m_packages.is_now(id) && m_packages.is_version_of(id, newest) &&
             m_packages.pool().compare(id, newest) < 0;
    });
    return is_lower ? newest : 0;
  }

  Stuck impossible_root(const Root& root, const System& system, std::vector<const Root*> with) const {
    const ReleasePool& pool = m_packages.pool();
    const Id wanted = root.choices.front();
    Stuck stuck{.package = pool.nevra(wanted), .wanted = pool.nevra(wanted), .explanation = {}};
    for (const Id id : system) {
      if (m_packages.is_version_of(id, wanted)) stuck.package = pool.nevra(id);
    }
    auto explanations = m_solver.problems({&root});
    if (explanations.empty()) {
      with.push_back(&root);
      explanations = m_solver.problems(with);
    }
    for (const Explanation& explanation : explanations) {
      for (const auto& part : explanation.parts)
        if (!part.line.empty()) add_once(stuck.explanation, part.line);
      if (!explanation.summary.empty()) add_once(stuck.explanation, explanation.summary);
    }
    return stuck;
  }

  void add_moved() {
    const ReleasePool& pool = m_packages.pool();
    std::map<std::pair<Id, Id>, Id> newest;
    for (const Id id : m_packages.before()) {
      const auto at = newest.try_emplace({m_packages[id].name, m_packages[id].arch}, id).first;
      if (pool.compare(id, at->second) > 0) at->second = id;
    }
    std::map<std::pair<Id, Id>, Id> after;
    for (const Id id : m_packages.now()) {
      const auto at = after.try_emplace({m_packages[id].name, m_packages[id].arch}, id).first;
      if (pool.compare(id, at->second) > 0) at->second = id;
    }
    for (const auto& [key, id] : newest) {
      const auto at = after.find(key);
      if (at == after.end() || m_packages.section_before(id) == m_packages.section_now(at->second)) continue;
      const int order = pool.compare(at->second, id);
      m_path.moved.push_back({.kind = order < 0   ? UpgradeChange::Kind::downgraded
                                      : order > 0 ? UpgradeChange::Kind::upgraded
                                                  : UpgradeChange::Kind::rebuilt,
                              .before = pool.nevra(id),
                              .after = pool.nevra(at->second),
                              .section_before = m_packages.section_before(id),
                              .section_after = m_packages.section_now(at->second)});
    }
    std::ranges::sort(m_path.moved, {}, &UpgradeChange::after);
  }

  UpgradePool m_packages;
  ReleaseSolver m_solver;
  std::vector<Root> m_roots;
  std::optional<Implications> m_implications;
  std::optional<Inference> m_inference;
  std::vector<System> m_systems;
  std::vector<std::vector<rpm::Nevra>> m_with;
  UpgradePath m_path;
};

}  // namespace

std::vector<UpgradePath> upgrade_paths(const UpgradeRequest& request, unsigned jobs) {
  std::vector<UpgradePath> paths(request.earlier.size());
  parallel_for(paths.size(), jobs,
               [&](size_t i) { paths[i] = PathFinder(request, request.earlier[i]).run(); });
  return paths;
}

}  // namespace rpmworks::solve
