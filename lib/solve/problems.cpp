// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/problems.hpp"

#include <algorithm>

namespace rpmworks::solve {

namespace {

bool is_exclusion(SolverRuleinfo type) {
  switch (type) {
    case SOLVER_RULE_PKG_CONFLICTS:
    case SOLVER_RULE_PKG_SAME_NAME:
    case SOLVER_RULE_PKG_OBSOLETES:
    case SOLVER_RULE_PKG_IMPLICIT_OBSOLETES:
    case SOLVER_RULE_YUMOBS:
      return true;
    default:
      return false;
  }
}

}  // namespace

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

Explanation explain(Solver* solver, Id problem) {
  Explanation explanation;
  bool has_line = false;
  auto add = [&](Explanation::Part part) {
    has_line |= !part.line.empty();
    const bool known = std::ranges::any_of(explanation.parts, [&](const Explanation::Part& other) {
      return other.job == part.job && other.line == part.line;
    });
    if (!known) explanation.parts.push_back(std::move(part));
  };
  IdQueue rules;
  solver_findallproblemrules(solver, problem, rules.get());
  for (int i = 0; i < rules.size(); ++i) {
    Id what = 0;
    if (solver_rule2job(solver, rules[i], &what) != 0) add({.job = what});
    // Each rule as (type, from, to, dependency).
    IdQueue infos;
    solver_allruleinfos(solver, rules[i], infos.get());
    for (int k = 0; k + 3 < infos.size(); k += 4) {
      const auto type = static_cast<SolverRuleinfo>(infos[k]);
      // Skip "conflicting requests" if other lines are more specific.
      if (type == SOLVER_RULE_JOB) continue;
      add({.line = solver_problemruleinfo2str(solver, type, infos[k + 1], infos[k + 2], infos[k + 3]),
           .package = infos[k + 1],
           .excluded = is_exclusion(type) ? infos[k + 2] : 0});
    }
  }
  if (!has_line) explanation.summary = solver_problem2str(solver, problem);
  return explanation;
}

}  // namespace rpmworks::solve
