// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "pipeline/builds.hpp"

namespace rpmworks::cli {

/// The plans for one target, or for several, as text: a line for each package, in build order; then the
/// packages that are left out. If there are several targets, each line names its target.
std::string plan_table(const std::vector<pipeline::Plan>& plans);

/// The plans as JSON: `{"target": …, "plan": […]}` with the packages in build order. If there are several
/// targets, `targets` has their names, and each package has its `target`.
Json plan_json(const std::vector<pipeline::Plan>& plans);

/// The plans as a graph in Graphviz' language: arrows lead from a package to its dependants. Each of several
/// targets is a cluster.
std::string plan_dot(const std::vector<pipeline::Plan>& plans);

/// The format in which a plan is printed.
struct PlanForm {
  std::string form;   ///< "text" (prints nothing for an empty plan), "json" or "dot"
  bool json = false;  ///< print JSON unless the form is "dot"
};
void print_plan(const std::vector<pipeline::Plan>& plans, const PlanForm& as);

/// Why a package would be or was built: a heading, and a line for each change.
std::string why_text(const schedule::Forecast& forecast, const std::string& target);

/// The object of one package in plan_json, without its target.
Json json_of(const schedule::Forecast& forecast, const std::vector<std::string>& needs);

/// The names of the packages that a forecast depends on.
std::vector<std::string> needs_of(const schedule::Forecast& forecast,
                                  const std::vector<schedule::Forecast>& forecasts);

}  // namespace rpmworks::cli
