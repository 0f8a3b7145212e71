// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/release_solver.hpp"

namespace rpmworks::solve {

namespace {

void push_packages(const ReleasePool& pool, IdQueue& jobs, int action, const std::vector<Id>& packages) {
  if (packages.size() == 1) {
    jobs.push(action | SOLVER_SOLVABLE, packages[0]);
  } else if (!packages.empty()) {
    jobs.push(action | SOLVER_SOLVABLE_ONE_OF, pool.one_of(packages));
  }
}

}  // namespace

SolverHandle ReleaseSolver::solved(const std::vector<const Root*>& required,
                                   const std::vector<const Root*>& wanted, bool& has_problems) const {
  Pool* pool = m_pool.get();
  IdQueue jobs;
  push_packages(m_pool, jobs, SOLVER_FAVOR, m_chosen);
  for (const std::vector<Id>& packages : m_favoured) push_packages(m_pool, jobs, SOLVER_FAVOR, packages);
  // As "dnf install NAME.ARCH": a package for 32 bits does not need the one for 64 bits beside it.
  constexpr int k_install = SOLVER_INSTALL | SOLVER_SETARCH;
  for (const Root* root : required) push_packages(m_pool, jobs, k_install, root->choices);
  for (const Root* root : wanted) push_packages(m_pool, jobs, k_install | SOLVER_WEAK, root->choices);
  SolverHandle solver(solver_create(pool));
  solver_set_flag(solver.get(), SOLVER_FLAG_IGNORE_RECOMMENDED, 1);
  // As dnf does by default.
  for (const int flag : {SOLVER_FLAG_ALLOW_VENDORCHANGE, SOLVER_FLAG_ALLOW_DOWNGRADE,
                         SOLVER_FLAG_KEEP_EXPLICIT_OBSOLETES, SOLVER_FLAG_YUM_OBSOLETES})
    solver_set_flag(solver.get(), flag, 1);
  has_problems = solver_solve(solver.get(), jobs.get()) != 0;
  return solver;
}

std::optional<Installation> ReleaseSolver::install(const std::vector<const Root*>& required,
                                                   const std::vector<const Root*>& wanted) const {
  bool has_problems = false;
  const SolverHandle solver = solved(required, wanted, has_problems);
  if (has_problems) return std::nullopt;
  IdQueue decisions;
  solver_get_decisionqueue(solver.get(), decisions.get());
  Installation installation;
  for (int i = 0; i < decisions.size(); ++i) {
    if (decisions[i] > SYSTEMSOLVABLE) installation.packages.push_back(decisions[i]);
  }
  std::ranges::sort(installation.packages);
  return installation;
}

std::vector<Explanation> ReleaseSolver::problems(const std::vector<const Root*>& required) const {
  bool has_problems = false;
  const SolverHandle solver = solved(required, {}, has_problems);
  std::vector<Explanation> explanations;
  if (!has_problems) return explanations;
  for (Id problem = 0; (problem = solver_next_problem(solver.get(), problem)) != 0;)
    explanations.push_back(explain(solver.get(), problem));
  return explanations;
}

}  // namespace rpmworks::solve
