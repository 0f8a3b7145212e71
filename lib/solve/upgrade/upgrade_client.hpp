// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: a client that runs commands of a package manager.
#pragma once

#include <vector>

#include "solve/problems.hpp"
#include "solve/upgrade/upgrade_pool.hpp"

namespace rpmworks::solve {

/// The packages of a system, sorted by id.
using System = std::vector<Id>;

/// What a command did.
struct Executed {
  bool is_done = false;
  System system;                      ///< afterwards, if it is done
  std::vector<Explanation> problems;  ///< if it is not
};

/// Executes commands on systems as dnf does, with the new release and the base as its repositories.
class UpgradeClient {
 public:
  explicit UpgradeClient(UpgradePool& packages) : m_packages(packages) {}

  /// With dnf's option `best` if `best`: then an upgrade is an error if it cannot be made, else it is left
  /// out.
  Executed run(const System& system, const UpgradeCommand& command, bool best = true);

  /// The installed packages that an argument of a command names.
  std::vector<Id> matching(const std::string& argument, const System& system) const;

 private:
  class Installed;
  struct Argument {
    Id name = 0;
    Id arch = 0;  ///< 0: any
  };
  Argument parse(const std::string& text) const;
  void add_upgrade(const Installed& installed, IdQueue& jobs) const;
  void add_distro_sync(const std::string& argument, const Installed& installed, IdQueue& jobs) const;
  void add_install(const std::string& argument, const Installed& installed, IdQueue& jobs) const;
  void add_reinstall(const std::string& argument, const Installed& installed, IdQueue& jobs) const;
  void add_remove(const std::string& argument, const Installed& installed, IdQueue& jobs) const;
  void add_user_installed(const Installed& installed, IdQueue& jobs) const;
  void push(IdQueue& jobs, int action, const std::vector<Id>& packages) const;
  IdSet offered(const UpgradeCommand& command) const;

  UpgradePool& m_packages;
};

}  // namespace rpmworks::solve
