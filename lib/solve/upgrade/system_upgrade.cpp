// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/system_upgrade.hpp"

#include <algorithm>
#include <tuple>

#include "solve/upgrade/upgrade_client.hpp"

namespace rpmworks::solve {

namespace {

using SystemChange = UpgradeChange::Kind;

/// Compares a system before and after an upgrade.
class SystemComparison {
 public:
  SystemComparison(UpgradePool& packages, const System& before, const System& after)
      : m_packages(packages), m_before(before), m_after(after), m_remaining(packages.pool().get()) {
    for (const Id id : after) m_remaining.insert(id);
  }

  void run(SystemUpgrade& result) {
    for (const Id id : m_before) {
      if (m_remaining.contains(id))
        ++result.unchanged;
      else
        result.changes.push_back(change_of(id));
    }
    for (const Id id : m_after) {
      const bool is_new = !std::ranges::binary_search(m_before, id) && std::ranges::count(m_used, id) == 0;
      if (is_new) result.changes.push_back(change(SystemChange::added, 0, id));
    }
    std::ranges::stable_sort(result.changes, {}, [](const UpgradeChange& one) {
      const rpm::Nevra& package = one.before.name.empty() ? one.after : one.before;
      return std::tie(package.name, package.arch);
    });
  }

 private:
  UpgradeChange change_of(Id id) {
    const auto version = std::ranges::find_if(m_after, [&](Id other) {
      return !std::ranges::binary_search(m_before, other) && m_packages.is_version_of(id, other);
    });
    if (version != m_after.end()) {
      m_used.push_back(*version);
      const int order = m_packages.pool().compare(*version, id);
      return change(order > 0   ? SystemChange::upgraded
                    : order < 0 ? SystemChange::downgraded
                                : SystemChange::rebuilt,
                    id, *version);
    }
    const auto obsoleting = m_packages.obsoleters({id}, m_remaining);
    if (obsoleting.empty()) return change(SystemChange::removed, id, 0);
    m_used.push_back(obsoleting.front());
    return change(SystemChange::replaced, id, obsoleting.front());
  }

  UpgradeChange change(SystemChange kind, Id from, Id to) const {
    const auto& pool = m_packages.pool();
    return {.kind = kind,
            .before = from ? pool.nevra(from) : rpm::Nevra{},
            .after = to ? pool.nevra(to) : rpm::Nevra{},
            .section_before = {},
            .section_after = to ? m_packages.section_now(to) : std::string()};
  }

  UpgradePool& m_packages;
  const System& m_before;
  const System& m_after;
  IdSet m_remaining;
  std::vector<Id> m_used;  ///< new packages that are an upgrade or replace something
};

}  // namespace

SystemUpgrade upgrade_of_system(const fs::path& rpmdb, const ReleaseRepositories& repositories,
                                const std::string& arch) {
  UpgradeRequest request{.arch = arch};
  request.base.rpmdbs = {rpmdb};
  request.release = repositories;
  UpgradePool packages(request, {});
  System system;
  for (Id id = 2; id < packages.pool().get()->nsolvables; ++id)
    if (packages[id].repo && packages.is_preinstalled(id)) system.push_back(id);
  UpgradeClient client(packages);
  const UpgradeCommand upgrade{.kind = UpgradeCommand::Kind::upgrade};
  SystemUpgrade result;
  Executed executed = client.run(system, upgrade);
  if (!executed.is_done) {
    for (const Explanation& explanation : executed.problems) {
      for (const auto& part : explanation.parts)
        if (!part.line.empty()) add_once(result.problems, part.line);
      if (!explanation.summary.empty()) add_once(result.problems, explanation.summary);
    }
    executed = client.run(system, upgrade, false);
  }
  result.is_possible = executed.is_done;
  if (executed.is_done) SystemComparison(packages, system, executed.system).run(result);
  return result;
}

}  // namespace rpmworks::solve
