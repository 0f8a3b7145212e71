// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <set>

#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

namespace {

// "epel has lib-1-1.noarch, which would help; it is excluded by repos.yaml" for each package that the rules
// refuse and that a solution needs.
std::vector<std::string> refused_helpers(ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules,
                                         const Root& root) {
  IdSet everything = rules.allowed;
  for (const auto& [id, reason] : rules.refusals) everything.insert(id);
  pool.allow(everything);
  std::set<std::string> lines;
  if (const auto installation = solver.install({&root})) {
    for (const Id id : installation->packages) {
      const auto refusal = rules.refusals.find(id);
      if (refusal == rules.refusals.end()) continue;
      lines.insert(fmt::format("{} has {}, which would help, but: {}", pool.repository(id), pool.str(id),
                               refusal->second));
    }
  }
  pool.allow(rules.allowed);
  return {lines.begin(), lines.end()};
}

}  // namespace

Problem problem_of(ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules, const Root& root) {
  Problem problem;
  problem.requirement = root.rule.empty() ? pool.str(root.choices.front()) : root.rule;
  std::vector<std::string> chains;
  for (const Explanation& explanation : solver.problems({&root})) {
    for (const Explanation::Part& part : explanation.parts) {
      if (part.line.empty()) continue;
      add_once(problem.explanation, part.line);
      if (!part.package) continue;
      if (std::string chain = requirements_between(pool, root, part.package); !chain.empty())
        add_once(chains, std::move(chain));
    }
    if (!explanation.summary.empty()) add_once(problem.explanation, explanation.summary);
  }
  for (const std::string& chain : chains) {
    // The beginning of a longer chain says nothing more.
    const bool is_part = std::ranges::any_of(
        chains, [&](const std::string& other) { return other != chain && other.starts_with(chain + "; "); });
    if (!is_part) add_once(problem.explanation, chain);
  }
  if (rules.refusals.empty()) return problem;
  for (std::string& line : refused_helpers(pool, solver, rules, root))
    add_once(problem.explanation, std::move(line));
  return problem;
}

}  // namespace rpmworks::solve
