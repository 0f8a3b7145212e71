// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/universe/solver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "solve/problems.hpp"

namespace rpmworks::solve {

namespace {

constexpr int k_named = 3;  // number of packages listed in a line

// The text for a requested conflict, for which the solver has none: "it conflicts with jdk9-9-1.noarch
// (BuildConflicts: java-devel >= 9)".
std::string conflict_text(Pool* pool, const Job& job) {
  std::vector<std::string> names;
  int left_out = 0;
  for (const Id* package = pool_whatprovides_ptr(pool, job.dependency); *package; ++package) {
    if (static_cast<int>(names.size()) == k_named)
      ++left_out;
    else
      add_once(names, pool_solvid2str(pool, *package));
  }
  if (left_out != 0) names.push_back(fmt::format("{} more", left_out));
  return fmt::format("it conflicts with {} (BuildConflicts: {})", join(names, ", "), job.requirement);
}

// The content of one problem: the jobs involved, and a line per rule.
Problem describe(Solver* solver, Id problem, const std::vector<Job>& jobs) {
  std::vector<std::string> requirements;
  Problem description;
  Explanation explanation = explain(solver, problem);
  for (Explanation::Part& part : explanation.parts) {
    if (!part.line.empty()) add_once(description.explanation, std::move(part.line));
    if (!part.job) continue;
    for (const Job& job : jobs) {
      if (job.dependency != part.job) continue;
      if (job.is_conflict)
        add_once(description.explanation, conflict_text(solver->pool, job));
      else
        add_once(requirements, job.requirement);
    }
  }
  if (description.explanation.empty()) description.explanation.push_back(std::move(explanation.summary));
  description.requirement = join(requirements, ", ");
  return description;
}

// Runs the solver; returns it with the number of problems.
std::pair<SolverHandle, int> solved(Pool* pool, const std::vector<Job>& jobs) {
  IdQueue queue;
  for (const Job& job : jobs)
    queue.push((job.is_conflict ? SOLVER_ERASE : SOLVER_INSTALL) | SOLVER_SOLVABLE_PROVIDES, job.dependency);
  SolverHandle solver(solver_create(pool));
  solver_set_flag(solver.get(), SOLVER_FLAG_IGNORE_RECOMMENDED, 1);
  const int problems = solver_solve(solver.get(), queue.get());
  return {std::move(solver), problems};
}

}  // namespace

bool can_solve(Pool* pool, const std::vector<Job>& jobs) {
  return solved(pool, jobs).second == 0;
}

Answer run_solver(Pool* pool, const std::vector<Job>& jobs) {
  const auto [solver, problems] = solved(pool, jobs);
  Answer answer;
  if (problems != 0) {
    for (Id problem = 0; (problem = solver_next_problem(solver.get(), problem)) != 0;) {
      answer.problems.push_back(describe(solver.get(), problem, jobs));
    }
    return answer;
  }
  const Owned<Transaction, transaction_free> transaction(solver_create_transaction(solver.get()));
  transaction_order(transaction.get(), 0);
  for (int i = 0; i < transaction->steps.count; ++i) {
    const Id package = transaction->steps.elements[i];
    const Id type = transaction_type(transaction.get(), package, SOLVER_TRANSACTION_SHOW_ALL);
    if (type != SOLVER_TRANSACTION_IGNORE) answer.install.push_back(package);
  }
  return answer;
}

}  // namespace rpmworks::solve
