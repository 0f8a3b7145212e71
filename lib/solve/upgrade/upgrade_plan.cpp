// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/upgrade/upgrade_plan.hpp"

#include <algorithm>

namespace rpmworks::solve {

namespace {

constexpr int k_most_commands =
    40;  // no path needs as many; a limit in case that two commands undo each other

bool contains(const System& system, Id id) {
  return std::ranges::binary_search(system, id);
}

bool has(const std::vector<Id>& packages, Id id) {
  return std::ranges::find(packages, id) != packages.end();
}

}  // namespace

UpgradePlan::UpgradePlan(UpgradePool& packages, System start, const System& wanted)
    : m_packages(packages),
      m_client(packages),
      m_start(std::move(start)),
      m_wanted(packages.pool().get()),
      m_wanted_packages(wanted),
      m_system(m_start) {
  for (const Id id : wanted) {
    m_wanted.insert(id);
    m_wanted_by_name[packages[id].name].push_back(id);
  }
}

std::vector<Id> UpgradePlan::wanted_versions(Id installed) const {
  const auto at = m_wanted_by_name.find(m_packages[installed].name);
  std::vector<Id> found;
  if (at == m_wanted_by_name.end()) return found;
  std::ranges::copy_if(at->second, std::back_inserter(found),
                       [&](Id id) { return m_packages.is_version_of(id, installed); });
  return found;
}

Difference UpgradePlan::difference(const System& system) const {
  Difference left;
  std::unordered_map<Id, std::vector<Id>> by_name;
  for (const Id id : system) by_name[m_packages[id].name].push_back(id);
  for (const Id id : system) {
    if (m_wanted.contains(id)) continue;
    const std::vector<Id> wanted = wanted_versions(id);
    if (!m_packages.is_past(id)) {
      // A package of the base matters only if the release has another version.
      const bool is_other = std::ranges::any_of(wanted, [&](Id other) {
        return m_packages.is_now(other) && !contains(system, other) && !m_packages.is_same_nevra(id, other);
      });
      if (is_other && !m_packages.is_installonly(id)) left.other_version.push_back(id);
      continue;
    }
    const auto same = std::ranges::find_if(
        wanted, [&](Id other) { return !contains(system, other) && m_packages.is_same_nevra(id, other); });
    if (same != wanted.end()) {
      left.other_content.push_back(id);
    } else if (!m_packages.is_installonly(id)) {
      const auto available = m_packages.named(m_packages[id].name, m_packages.available_now());
      const bool has_version = std::ranges::any_of(available, [&](Id other) {
        return m_packages.is_version_of(id, other) && !m_packages.is_preinstalled(other);
      });
      (has_version ? left.other_version : left.superfluous).push_back(id);
    }
  }
  for (const Id id : m_wanted_packages) {
    if (!m_packages.is_now(id) || contains(system, id)) continue;
    const auto& installed = by_name[m_packages[id].name];
    const bool is_there = std::ranges::any_of(installed, [&](Id other) {
      return m_packages.is_installonly(id) ? m_packages.is_same_nevra(id, other)
                                           : m_packages.is_version_of(id, other);
    });
    if (!is_there) left.lacking.push_back(id);
  }
  return left;
}

std::string UpgradePlan::installed_name(Id id, const std::vector<Id>& all) const {
  const Pool* pool = m_packages.pool().get();
  const std::string name = m_packages.pool().name(id);
  const bool is_ambiguous = std::ranges::any_of(
      m_system, [&](Id other) { return m_packages[other].name == m_packages[id].name && !has(all, other); });
  return is_ambiguous ? name + "." + pool_id2str(pool, m_packages[id].arch) : name;
}

std::string UpgradePlan::available_name(Id id) const {
  Pool* pool = m_packages.pool().get();
  const std::string name = m_packages.pool().name(id);
  const auto score = [&](Id other) { return pool_arch2score(pool, m_packages[other].arch); };
  const auto others = m_packages.named(m_packages[id].name, m_packages.available_now());
  // dnf installs the best architecture of a name; noarch has the score 1.
  const bool is_best = std::ranges::all_of(
      others, [&](Id other) { return score(id) <= 1 || score(other) <= 1 || score(id) <= score(other); });
  return is_best ? name : name + "." + pool_id2str(pool, m_packages[id].arch);
}

std::vector<std::string> UpgradePlan::names_of(const std::vector<Id>& packages) const {
  std::set<std::string> names;
  for (const Id id : packages) names.insert(m_packages.pool().name(id));
  return {names.begin(), names.end()};
}

bool UpgradePlan::try_command(UpgradeCommand command, bool best) {
  Executed executed = m_client.run(m_system, command, best);
  if (!executed.is_done || executed.system == m_system) return false;
  for (const Id id : m_system) {
    if (command.kind != Kind::remove && command.kind != Kind::swap) break;
    if (contains(executed.system, id) || !m_packages.is_of_a_release(id)) continue;
    const bool is_replaced =
        std::ranges::any_of(executed.system, [&](Id other) { return m_packages.is_version_of(id, other); });
    const auto is_named = [&](const std::string& argument) {
      return has(m_client.matching(argument, m_system), id);
    };
    if (!is_replaced && std::ranges::none_of(command.packages, is_named))
      command.removed.push_back(m_packages.pool().nevra(id));
  }
  std::ranges::sort(command.removed);
  m_system = std::move(executed.system);
  m_commands.push_back(std::move(command));
  return true;
}

bool UpgradePlan::try_upgrade(bool best) {
  Executed executed = m_client.run(m_system, {.kind = Kind::upgrade}, best);
  m_upgrade_failed = !executed.is_done;
  if (!executed.is_done || executed.system == m_system) return false;
  m_system = std::move(executed.system);
  m_commands.push_back({.kind = Kind::upgrade});
  return true;
}

std::vector<Id> UpgradePlan::lower_versions(const std::vector<Id>& installed) const {
  std::vector<Id> found;
  for (const Id id : installed) {
    const auto available = m_packages.named(m_packages[id].name, m_packages.available_now());
    const bool has_newer = std::ranges::any_of(available, [&](Id other) {
      return m_packages.is_version_of(id, other) && m_packages.pool().compare(other, id) > 0;
    });
    if (!has_newer) found.push_back(id);
  }
  return found;
}

bool UpgradePlan::try_sync(const std::vector<Id>& packages) {
  return !packages.empty() && try_command({.kind = Kind::distro_sync, .packages = names_of(packages)});
}

bool UpgradePlan::is_replacement(Id new_one, Id old_one) const {
  Pool* pool = m_packages.pool().get();
  const auto matches = [&](Id package, Id dependency) {
    return std::ranges::any_of(dependencies_in(m_packages[package], m_packages[package].provides),
                               [&](Id provided) { return pool_match_dep(pool, provided, dependency) != 0; });
  };
  const auto conflicts = [&](Id one, Id other) {
    return std::ranges::any_of(dependencies_in(m_packages[one], m_packages[one].conflicts),
                               [&](Id dependency) { return matches(other, dependency); });
  };
  return conflicts(new_one, old_one) || conflicts(old_one, new_one) ||
         matches(new_one, m_packages[old_one].name);
}

std::optional<UpgradeCommand> UpgradePlan::swap_of(Id old_one, const Difference& left) const {
  const auto full = [&](Id id) {
    return std::string(m_packages.pool().name(id)) + "." +
           pool_id2str(m_packages.pool().get(), m_packages[id].arch);
  };
  for (const Id new_one : left.lacking) {
    if (!is_replacement(new_one, old_one)) continue;
    UpgradeCommand command{.kind = Kind::swap,
                           .packages = {installed_name(old_one, {old_one}), available_name(new_one)}};
    if (command.packages[0] == command.packages[1]) command.packages = {full(old_one), full(new_one)};
    return command;
  }
  return std::nullopt;
}

bool UpgradePlan::try_swap(const Difference& left) {
  return std::ranges::any_of(left.superfluous, [&](Id id) {
    const auto command = swap_of(id, left);
    return command && try_command(*command);
  });
}

// Executes one more command; false if none leads on.
bool UpgradePlan::advance(bool best) {
  const Difference left = difference(m_system);
  if (left.is_empty()) return false;
  if (!left.other_version.empty() || m_commands.empty()) {
    if (try_upgrade(best)) return true;
    if (try_sync(lower_versions(left.other_version)) || try_sync(left.other_version)) return true;
  }
  const auto before = m_upgrade_failed;
  if (try_swap(left)) {
    m_is_blocked |= before;
    return true;
  }
  std::set<std::string> removed;
  for (const Id id : left.superfluous) removed.insert(installed_name(id, left.superfluous));
  if (!removed.empty() && try_command({.kind = Kind::remove, .packages = {removed.begin(), removed.end()}})) {
    m_is_blocked |= before;
    return true;
  }
  if (!left.other_content.empty() &&
      try_command({.kind = Kind::reinstall, .packages = names_of(left.other_content)}))
    return true;
  std::set<std::string> installed;
  for (const Id id : left.lacking) installed.insert(available_name(id));
  return !installed.empty() &&
         try_command({.kind = Kind::install, .packages = {installed.begin(), installed.end()}});
}

UpgradeSystem UpgradePlan::run() {
  for (int i = 0; i < k_most_commands && advance(true);) ++i;
  if (!difference(m_system).is_empty()) {
    // As far as dnf gets if it may leave upgrades out.
    m_system = m_start;
    m_commands.clear();
    m_is_blocked = m_upgrade_failed = false;
    for (int i = 0; i < k_most_commands && advance(false);) ++i;
  }
  UpgradeSystem result{.commands = m_commands, .is_blocked = m_is_blocked};
  add_changes(result);
  result.before = released(m_start);
  result.after = released(m_system);
  for (const Id id : m_start) {
    if (is_abandoned(id)) result.abandoned.push_back(m_packages.pool().nevra(id));
  }
  std::ranges::sort(result.abandoned);
  add_stuck(result);
  return result;
}

std::vector<rpm::Nevra> UpgradePlan::released(const System& system) const {
  std::vector<rpm::Nevra> packages;
  for (const Id id : system)
    if (m_packages.is_of_a_release(id)) packages.push_back(m_packages.pool().nevra(id));
  std::ranges::sort(packages);
  return packages;
}

bool UpgradePlan::is_abandoned(Id id) const {
  if (!m_packages.is_past(id) || m_packages.is_installonly(id)) return false;
  const auto available = m_packages.named(m_packages[id].name, m_packages.available_now());
  return std::ranges::none_of(available, [&](Id other) { return m_packages.is_version_of(id, other); }) &&
         m_packages.obsoleters({id}, m_packages.available_now()).empty();
}

Id UpgradePlan::wanted_for(Id installed) const {
  const auto wanted = wanted_versions(installed);
  return wanted.empty() ? 0 : wanted.front();
}

void UpgradePlan::add_changes(UpgradeSystem& result) const {
  using Change = UpgradeChange::Kind;
  const auto& pool = m_packages.pool();
  std::unordered_map<Id, std::vector<Id>> after;
  std::unordered_map<Id, std::vector<Id>> before;
  for (const Id id : m_system) after[m_packages[id].name].push_back(id);
  for (const Id id : m_start) before[m_packages[id].name].push_back(id);
  IdSet end(pool.get());
  for (const Id id : m_system) end.insert(id);
  const auto add = [&](Change kind, Id from, Id to) {
    result.changes.push_back({.kind = kind,
                              .before = from ? pool.nevra(from) : rpm::Nevra{},
                              .after = to ? pool.nevra(to) : rpm::Nevra{},
                              .section_before = from ? m_packages.section_before(from) : "",
                              .section_after = to ? m_packages.section_now(to) : ""});
  };
  std::set<Id> replacing;
  for (const Id id : m_start) {
    if (!m_packages.is_of_a_release(id)) continue;
    if (end.contains(id)) {
      if (m_packages.is_past(id) && m_packages.is_installonly(id)) add(Change::kept, id, 0);
      result.unchanged += m_packages.is_now(id) ? 1 : 0;
      continue;
    }
    const auto& versions = after[m_packages[id].name];
    const auto version =
        std::ranges::find_if(versions, [&](Id other) { return m_packages.is_version_of(id, other); });
    if (version != versions.end()) {
      const int order = pool.compare(*version, id);
      add(order > 0 ? Change::upgraded : order < 0 ? Change::downgraded : Change::rebuilt, id, *version);
      continue;
    }
    const auto obsoleting = m_packages.obsoleters({id}, end);
    if (obsoleting.empty()) {
      add(Change::removed, id, 0);
    } else {
      add(Change::replaced, id, obsoleting.front());
      replacing.insert(obsoleting.front());
    }
  }
  for (const Id id : m_system) {
    if (!m_packages.is_now(id) || replacing.contains(id) || contains(m_start, id)) continue;
    const auto& versions = before[m_packages[id].name];
    const bool is_new = std::ranges::none_of(versions, [&](Id other) {
      return m_packages.is_installonly(id) ? false : m_packages.is_version_of(id, other);
    });
    if (is_new) add(Change::added, 0, id);
  }
  std::ranges::stable_sort(result.changes, {}, [](const UpgradeChange& change) {
    const rpm::Nevra& package = change.before.name.empty() ? change.after : change.before;
    return std::tie(package.name, package.arch);
  });
}

std::vector<std::string> UpgradePlan::reasons(const UpgradeCommand& command) {
  std::vector<std::string> lines;
  for (const Explanation& explanation : m_client.run(m_system, command).problems) {
    bool has_line = false;
    for (const auto& part : explanation.parts) {
      if (part.line.empty()) continue;
      has_line = true;
      add_once(lines, part.line);
    }
    if (!has_line) add_once(lines, explanation.summary);
  }
  return lines;
}

void UpgradePlan::add_stuck(UpgradeSystem& result) {
  const Difference left = difference(m_system);
  const auto& pool = m_packages.pool();
  const auto add = [&](Id installed, Id wanted, const UpgradeCommand& command) {
    result.stuck.push_back({.package = pool.nevra(installed ? installed : wanted),
                            .wanted = wanted ? pool.nevra(wanted) : rpm::Nevra{},
                            .explanation = reasons(command)});
  };
  for (const Id id : left.other_version)
    add(id, wanted_for(id), {.kind = Kind::distro_sync, .packages = names_of({id})});
  for (const Id id : left.other_content)
    add(id, wanted_for(id), {.kind = Kind::reinstall, .packages = names_of({id})});
  for (const Id id : left.superfluous)
    add(id, 0, {.kind = Kind::remove, .packages = {installed_name(id, {id})}});
  for (const Id id : left.lacking) add(0, id, {.kind = Kind::install, .packages = {available_name(id)}});
}

}  // namespace rpmworks::solve
