// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the advisories of a repository.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "solve/selection/selection.hpp"

namespace rpmworks::solve {

/// The advisories in a repository's updateinfo (github.com/rpm-software-management/createrepo_c, its
/// updateinfo.xml).
class Advisories {
 public:
  /// None if the metadata has no updateinfo. Throws Error(upstream) if it cannot be read.
  explicit Advisories(const upstream::Metadata& metadata);

  /// Those that list a version of the package after `from`, up to `to`; sorted by id.
  std::vector<Advisory> between(const rpm::Nevra& from, const rpm::Nevra& to) const;

 private:
  struct Listed {
    rpm::Evr evr;
    size_t advisory;
  };
  std::vector<Advisory> m_advisories;
  std::map<std::pair<std::string, std::string>, std::vector<Listed>> m_listed;  ///< by name and architecture
};

}  // namespace rpmworks::solve
