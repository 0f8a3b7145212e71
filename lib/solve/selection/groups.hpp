// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: which roots can be installed together, and with what.
#pragma once

#include <deque>
#include <vector>

#include "solve/selection/implications.hpp"
#include "solve/selection/release_solver.hpp"

namespace rpmworks::solve {

/// Roots that can be installed together.
struct Group {
  std::vector<const Root*> roots;
  Installation installation;
};

struct Groups {
  std::vector<Group> groups;
  std::vector<const Root*> failed;  ///< cannot be installed
  std::deque<Root> recommended;     ///< additional roots of the groups
  std::vector<Id> candidates;       ///< the candidates that the groups need, sorted by id
};

/// All of `required`, and of `wanted` so many that none of the others can be installed with all of these. (It
/// is not the greatest number: what conflicts with several others may be in their place.) Nothing if
/// `required` cannot be installed. `inference` knows the implications of all these roots; it is left as it
/// was.
std::optional<Installation> install_most(Inference& inference, const ReleaseSolver& solver,
                                         const std::vector<const Root*>& required,
                                         const std::vector<const Root*>& wanted);

/// Installs roots together until no other can be installed with them, then the others in the same way.
/// `with_weak` are the sections from which recommended packages are taken too.
Groups make_groups(ReleasePool& pool, ReleaseSolver& solver, const Rules& rules,
                   const std::vector<bool>& with_weak);

bool has_root(const Installation& installation, const Root& root);

/// The candidates in the installations of groups, sorted by id.
std::vector<Id> candidates_in(const ReleasePool& pool, const std::vector<Group>& groups);

/// Removes candidates until no group can do without any of the others. After that, only the base, the
/// product and these candidates exist in the pool. `favoured` candidates are kept if others can be removed
/// instead.
void minimize(ReleasePool& pool, const ReleaseSolver& solver, const IdSet& favoured, Groups& groups);

/// Adds what the packages of an installation recommend, as roots; false if there is nothing more.
bool add_recommended(const ReleasePool& pool, const Rules& rules, const std::vector<bool>& with_weak,
                     const Installation& installation, std::deque<Root>& recommended);

}  // namespace rpmworks::solve
