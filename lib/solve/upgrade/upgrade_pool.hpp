// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the packages between which clients upgrade.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "solve/selection/modules.hpp"
#include "solve/selection/release_solver.hpp"
#include "solve/upgrade/upgrade.hpp"

namespace rpmworks::solve {

/// A base, a release, and one earlier release. All repositories have the same priority, as clients have them.
/// A package that both releases have is one package, in the repository of the new release.
class UpgradePool {
 public:
  UpgradePool(const UpgradeRequest& request, const ReleaseRepositories& earlier);

  ReleasePool& pool() { return *m_pool; }
  const ReleasePool& pool() const { return *m_pool; }
  const Solvable& operator[](Id id) const { return (*m_pool)[id]; }

  const std::vector<Id>& now() const { return m_now; }        ///< the packages of the new release
  const std::vector<Id>& before() const { return m_before; }  ///< the packages of the earlier release
  bool is_now(Id id) const { return m_is_now.contains(id); }
  /// Whether only the earlier release has the package.
  bool is_past(Id id) const { return m_is_past.contains(id); }
  bool is_of_a_release(Id id) const { return is_now(id) || is_past(id); }
  /// Whether the package is part of the system that clients install the release on.
  bool is_preinstalled(Id id) const { return (*this)[id].repo == m_preinstalled; }
  /// What clients can install from: the base and one of the releases. With the preinstalled packages.
  const IdSet& available_before() const { return m_available_before; }
  const IdSet& available_now() const { return m_available_now; }

  /// The section in the earlier and in the new release; empty: it is not in that release.
  std::string section_before(Id id) const;
  std::string section_now(Id id) const;

  bool is_same_nevra(Id a, Id b) const;
  /// Whether one is an update of the other, by name and architecture.
  bool is_version_of(Id a, Id b) const;
  /// The packages of this name, of those.
  std::vector<Id> named(Id name, const IdSet& of) const;
  /// The packages that obsolete one of these, of those.
  std::vector<Id> obsoleters(const std::vector<Id>& obsoleted, const IdSet& of) const;
  /// Whether several versions of a package can be installed, in dnf's default configuration.
  bool is_installonly(Id id) const;
  /// Whether two packages of the same NEVRA have other contents.
  bool is_rebuilt(Id id) const { return m_is_rebuilt.contains(id); }

  /// For each name and architecture of these packages, what `dnf install NAME.ARCH` chooses from; by name.
  std::vector<Root> roots_of(const std::vector<Id>& packages, const IdSet& available) const;

 private:
  using Counterparts = std::vector<std::pair<Id, Id>>;

  void load(bool filelists);
  bool lacks_files() const;
  void take_as_given();
  void index();
  void identify(const UpgradeRequest& request, const ReleaseRepositories& earlier);
  /// What modules hide from the clients of a release.
  IdSet hidden(const ReleaseRepositories& release, Modules of_base) const;
  IdSet available(const std::vector<Id>& release, const IdSet& hidden) const;

  SelectionRequest m_request;  ///< its candidates: the new release, then what else the earlier release has
  std::set<std::string> m_hotfixes;  ///< sections of either release
  std::vector<std::string> m_sections_now;
  std::vector<size_t> m_sections_before;  ///< by section of the earlier release: its candidates
  std::unique_ptr<ReleasePool> m_pool;
  Repo* m_preinstalled = nullptr;
  std::vector<Id> m_now;
  std::vector<Id> m_before;
  IdSet m_is_now;
  IdSet m_is_past;
  IdSet m_is_rebuilt;
  IdSet m_available_now;
  IdSet m_available_before;
  std::unordered_map<Id, std::string> m_section_before;
  std::unordered_map<Id, std::vector<Id>> m_by_name;
  std::unordered_map<Id, std::vector<std::pair<Id, Id>>>
      m_obsoleting;  ///< by obsoleted name, with dependency
};

/// What packages provide that dnf installs beside their earlier versions: its option installonlypkgs.
const std::vector<std::string>& installonly_names();

}  // namespace rpmworks::solve
