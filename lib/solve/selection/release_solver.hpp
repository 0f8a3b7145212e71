// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "solve/problems.hpp"
#include "solve/selection/release_pool.hpp"
#include "solve/selection/rules.hpp"

namespace rpmworks::solve {

/// The packages of a system that a solver found, sorted by id.
struct Installation {
  std::vector<Id> packages;
  bool contains(Id id) const { return std::ranges::binary_search(packages, id); }
};

/// Runs libsolv for roots on the pool's base.
class ReleaseSolver {
 public:
  ReleaseSolver(ReleasePool& pool, std::vector<std::vector<Id>> favoured)
      : m_pool(pool), m_favoured(std::move(favoured)) {}

  /// Chooses these packages only if no other favoured package serves.
  void favour_also(std::vector<Id> packages) { m_chosen = std::move(packages); }

  /// With all of `required`, and with those of `wanted` that libsolv does not give up. It may give up more
  /// than necessary: see install_most. Nothing if `required` cannot be installed.
  std::optional<Installation> install(const std::vector<const Root*>& required,
                                      const std::vector<const Root*>& wanted = {}) const;

  /// Why `required` cannot be installed; empty if it can.
  std::vector<Explanation> problems(const std::vector<const Root*>& required) const;

 private:
  SolverHandle solved(const std::vector<const Root*>& required, const std::vector<const Root*>& wanted,
                      bool& has_problems) const;

  ReleasePool& m_pool;
  std::vector<std::vector<Id>> m_favoured;  ///< later ones are favoured more
  std::vector<Id> m_chosen;
};

}  // namespace rpmworks::solve
