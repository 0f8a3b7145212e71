// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the commands that lead a system to a release.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "solve/upgrade/upgrade_client.hpp"

namespace rpmworks::solve {

/// What distinguishes a system from the wanted one, as far as packages of the releases are concerned.
struct Difference {
  std::vector<Id> other_version;  ///< installed; the repositories have another version
  std::vector<Id> other_content;  ///< installed; the release has another package of the same NEVRA
  std::vector<Id> superfluous;    ///< installed; only the earlier release has the package
  std::vector<Id> lacking;        ///< wanted, and no version of it is installed
  bool is_empty() const {
    return other_version.empty() && other_content.empty() && superfluous.empty() && lacking.empty();
  }
};

/// Finds the commands for one system.
class UpgradePlan {
 public:
  /// `wanted` is the system after them.
  UpgradePlan(UpgradePool& packages, System start, const System& wanted);

  UpgradeSystem run();

 private:
  using Kind = UpgradeCommand::Kind;

  Difference difference(const System& system) const;
  std::vector<Id> wanted_versions(Id installed) const;
  bool advance(bool best);
  bool try_upgrade(bool best);
  bool try_sync(const std::vector<Id>& packages);
  bool try_swap(const Difference& left);
  bool try_command(UpgradeCommand command, bool best = true);
  std::optional<UpgradeCommand> swap_of(Id old_one, const Difference& left) const;
  bool is_replacement(Id new_one, Id old_one) const;
  void add_changes(UpgradeSystem& result) const;
  void add_stuck(UpgradeSystem& result);
  std::vector<rpm::Nevra> released(const System& system) const;
  bool is_abandoned(Id id) const;
  Id wanted_for(Id installed) const;
  std::vector<std::string> reasons(const UpgradeCommand& command);

  std::vector<Id> lower_versions(const std::vector<Id>& installed) const;
  std::vector<std::string> names_of(const std::vector<Id>& packages) const;
  std::string installed_name(Id id, const std::vector<Id>& all) const;
  std::string available_name(Id id) const;

  UpgradePool& m_packages;
  UpgradeClient m_client;
  System m_start;
  IdSet m_wanted;
  System m_wanted_packages;
  std::unordered_map<Id, std::vector<Id>> m_wanted_by_name;
  System m_system;  ///< after m_commands
  std::vector<UpgradeCommand> m_commands;
  bool m_is_blocked = false;
  bool m_upgrade_failed = false;
};

}  // namespace rpmworks::solve
