// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: libsolv's explanations.
#pragma once

#include <string>
#include <vector>

#include "solve/pool.hpp"

namespace rpmworks::solve {

using SolverHandle = Owned<Solver, solver_free>;

/// One problem of a solver that has no solution.
struct Explanation {
  struct Part {
    Id job = 0;        ///< what a job involved requests, or 0
    std::string line;  ///< a rule involved, in words; empty for a job
    Id package = 0;    ///< that the rule is about, or 0
    Id excluded = 0;   ///< the other package if the rule says that they exclude each other, or 0
  };
  std::vector<Part> parts;  ///< in the solver's order, without repetitions
  std::string summary;      ///< if no part has a line
};

Explanation explain(Solver* solver, Id problem);

void add_once(std::vector<std::string>& list, std::string text);

}  // namespace rpmworks::solve
