// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module.
#pragma once

#include <unordered_set>
#include <vector>

#include "solve/pool.hpp"

namespace rpmworks::solve {

/// Visits the parts of all dependencies that a solver may examine, and the packages that satisfy them,
/// starting with these dependencies and packages.
template <typename OnPart, typename OnPackage>
void walk(Pool* pool, std::vector<Id> dependencies, const std::vector<Id>& packages, OnPart&& on_part,
          OnPackage&& on_package) {
  std::unordered_set<Id> seen_dependencies;
  std::vector<bool> seen_packages(static_cast<size_t>(pool->nsolvables));
  auto visit = [&](Id id) {
    if (seen_packages[static_cast<size_t>(id)]) return;
    seen_packages[static_cast<size_t>(id)] = true;
    const Solvable* package = pool_id2solvable(pool, id);
    on_package(*package);
    if (!package->requires_) return;
    for (const Id* required = package->repo->idarraydata + package->requires_; *required; ++required) {
      if (*required != SOLVABLE_PREREQMARKER) dependencies.push_back(*required);
    }
  };
  for (const Id package : packages) visit(package);
  while (!dependencies.empty()) {
    const Id dependency = dependencies.back();
    dependencies.pop_back();
    if (!seen_dependencies.insert(dependency).second) continue;
    for (const Id part : parts_of(pool, dependency)) {
      on_part(part);
      for (const Id* provider = pool_whatprovides_ptr(pool, part); *provider; ++provider) visit(*provider);
    }
  }
}

/// Whether a dependency is a file that no package of the pool has.
bool is_lacking_file(Pool* pool, Id dependency);

/// Whether a file that is among the dependencies, or required by a package that could be installed with
/// `packages`, is in none of the file lists that the pool has.
bool lacks_a_file(Pool* pool, const std::vector<Id>& dependencies, const std::vector<Id>& packages);

}  // namespace rpmworks::solve
