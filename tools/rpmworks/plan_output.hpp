// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "product/builds.hpp"

namespace rpmworks::cli {

/// A plan as people read it: a line a package, in order; then those that are left out.
std::string plan_table(const std::vector<schedule::Forecast>& forecasts,
                       const std::vector<schedule::LeftOut>& left_out);

/// A list of objects, in order.
Json plan_json(const std::vector<schedule::Forecast>& forecasts);

/// A graph in Graphviz' language: an arrow leads from what is needed to those that need it.
std::string plan_dot(const std::vector<schedule::Forecast>& forecasts);

/// How a plan is printed.
struct PlanForm {
  std::string target;
  std::string form;   ///< "text" (of nothing: nothing), "json" or "dot"
  bool json = false;  ///< only a graph is something else than JSON
};
void print_plan(const product::Plan& plan, const PlanForm& as);

/// Why a package would be built, or was: a heading and a line for each thing that changed.
std::string why_text(const schedule::Forecast& forecast, const std::string& target);

/// What plan_json says of one package.
Json json_of(const schedule::Forecast& forecast, const std::vector<std::string>& needs);

/// The names of those that a forecast needs.
std::vector<std::string> needs_of(const schedule::Forecast& forecast,
                                  const std::vector<schedule::Forecast>& forecasts);

}  // namespace rpmworks::cli
