// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/plan.hpp"

#include <algorithm>
#include <functional>
#include <queue>

#include "buildplan/build_dependencies.hpp"
#include "buildplan/cycles.hpp"
#include "buildplan/graph.hpp"
#include "buildplan/plan_checks.hpp"

namespace rpmworks::buildplan {

namespace {

// The nodes are in the order of labels, which decides where the needs leave a choice.
Plan sorted(const BuildDependencies& dependencies) {
  const Graph graph = dependencies.graph();
  Graph waiting(graph.size());
  std::vector<size_t> open(graph.size());
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < graph.size(); ++i) {
    open[i] = graph[i].size();
    for (const size_t other : graph[i]) waiting[other].push_back(i);
    if (open[i] == 0) ready.push(i);
  }
  std::vector<size_t> place(graph.size());
  Plan plan;
  while (!ready.empty()) {
    const size_t i = ready.top();
    ready.pop();
    const BuildDependencies::Node& node = dependencies[i];
    Plan::Step step{.package = node.package,
                    .deferred = node.is_uncertain(),
                    .generates = node.generates,
                    .learnt = node.learnt};
    for (const size_t other : graph[i]) step.needs.push_back(place[other]);
    std::ranges::sort(step.needs);
    place[i] = plan.steps.size();
    plan.steps.push_back(std::move(step));
    for (const size_t other : waiting[i]) {
      if (--open[other] == 0) ready.push(other);
    }
  }
  return plan;
}

}  // namespace

Plan make_plan(const engine::Packages& packages, const Repositories& repositories, Reporter& reporter,
               const EarlierProviders& earlier) {
  BuildDependencies dependencies(packages, repositories, earlier);
  require_sound_packages(dependencies, repositories.target());
  break_cycles(dependencies, reporter);
  check_installable(dependencies, repositories.target());
  require_resolved(dependencies, repositories.target());
  dependencies.add_edges_to_earlier_providers();
  return sorted(dependencies);
}

}  // namespace rpmworks::buildplan
