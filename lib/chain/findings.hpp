// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chain/chain.hpp"

namespace rpmworks::chain {

using Packages = std::vector<solve::RepositoryPackage>;

inline const rpm::Nevra& nevra_of(const Packages& packages, size_t package) {
  return packages[package].location.nevra;
}

inline std::string shown(const Packages& packages, size_t package) {
  return nevra_of(packages, package).str();
}

/// The name of its repository.
inline const std::string& repository(const Packages& packages, size_t package) {
  return packages[package].location.repository;
}

/// Packages that compete: of one name, for one architecture.
struct Group {
  std::vector<size_t> members;  ///< the highest version first; of the same version, the last repository first
};

/// Removes packages that others obsolete from `effective`, and tells which.
void apply_obsoletes(const Packages& packages, std::vector<Effective>& effective,
                     std::vector<Finding>& findings);

void find_different_content(const Packages& packages, std::vector<Finding>& findings);
void find_newer_before(const Packages& packages, const std::vector<Group>& groups,
                       const std::vector<Effective>& effective, std::vector<Finding>& findings);
void find_removed(const Packages& packages, size_t repositories, const std::vector<Effective>& effective,
                  std::vector<Finding>& findings);

}  // namespace rpmworks::chain
