// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "solve/pool.hpp"
#include "solve/universe/universe.hpp"

namespace rpmworks::solve {

/// A requirement and its id in the pool; or a conflict, whose providers must not be installed.
struct Job {
  std::string requirement;
  Id dependency = 0;
  bool is_conflict = false;
};

struct Answer {
  std::vector<Id> install;  ///< in installation order
  std::vector<Problem> problems;
};

/// Solves for an empty system without weak dependencies.
Answer run_solver(Pool* pool, const std::vector<Job>& jobs);

/// Whether run_solver would find a solution.
bool can_solve(Pool* pool, const std::vector<Job>& jobs);

}  // namespace rpmworks::solve
