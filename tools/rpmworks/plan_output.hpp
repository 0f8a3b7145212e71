// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "product/builds.hpp"

namespace rpmworks::cli {

/// A plan as text: a line for each package, in build order; then the packages that are left out.
std::string plan_table(const std::vector<schedule::Forecast>& forecasts,
                       const std::vector<schedule::LeftOut>& left_out);

/// A plan as a JSON list of objects, in build order.
Json plan_json(const std::vector<schedule::Forecast>& forecasts);

/// A plan as a graph in Graphviz' language: arrows lead from a package to its dependants.
std::string plan_dot(const std::vector<schedule::Forecast>& forecasts);

/// The format in which a plan is printed.
struct PlanForm {
  std::string target;
  std::string form;   ///< "text" (prints nothing for an empty plan), "json" or "dot"
  bool json = false;  ///< print JSON unless the form is "dot"
};
void print_plan(const product::Plan& plan, const PlanForm& as);

/// Why a package would be or was built: a heading, and a line for each change.
std::string why_text(const schedule::Forecast& forecast, const std::string& target);

/// The object of one package in plan_json.
Json json_of(const schedule::Forecast& forecast, const std::vector<std::string>& needs);

/// The names of the packages that a forecast depends on.
std::vector<std::string> needs_of(const schedule::Forecast& forecast,
                                  const std::vector<schedule::Forecast>& forecasts);

}  // namespace rpmworks::cli
