// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "release_result.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

using schedule::Forecast;
Json json_of(const std::vector<schedule::Change>& changes) {
  Json json = Json::array();
  for (const auto& change : changes)
    json.push_back(
        {{"kind", change.kind_name()}, {"name", change.name}, {"from", change.from}, {"to", change.to}});
  return json;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : harmless(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

const char* colour_of(Forecast::State state) {
  return state == Forecast::State::unchanged ? "palegreen"
         : state == Forecast::State::build   ? "lightsalmon"
                                             : "khaki";
}

std::string lines_of(const std::vector<schedule::Change>& changes) {
  std::string text;
  for (const auto& change : changes) text += "  " + change.text() + "\n";
  return text;
}

}  // namespace

std::vector<std::string> needs_of(const Forecast& forecast, const std::vector<Forecast>& forecasts) {
  std::vector<std::string> names;
  for (const size_t other : forecast.needs) names.push_back(forecasts[other].name);
  return names;
}

std::string plan_table(const std::vector<pipeline::Plan>& plans) {
  const bool several = plans.size() > 1;
  const auto cells = [several](std::vector<std::string> row, const std::string& target) {
    if (several) row.insert(row.begin() + 1, target);
    return row;
  };
  Table table(cells({"package", "source", "state", "why", "after"}, "target"));
  for (const auto& plan : plans)
    for (const auto& forecast : plan.forecasts)
      table.add(cells({forecast.name, forecast.package->srpm.nevra.str(), forecast.state_name(),
                       forecast.reason, join(needs_of(forecast, plan.forecasts), ", ")},
                      plan.target));
  for (const auto& plan : plans)
    for (const auto& one : plan.left_out)
      table.add(cells({one.name, one.nevra, "left out", one.reason, ""}, plan.target));
  const auto count = [&](Forecast::State state) {
    std::ptrdiff_t sum = 0;
    for (const auto& plan : plans) sum += std::ranges::count(plan.forecasts, state, &Forecast::state);
    return sum;
  };
  return table.str() + fmt::format("\n{} to build, {} perhaps, {} unchanged\n", count(Forecast::State::build),
                                   count(Forecast::State::perhaps), count(Forecast::State::unchanged));
}

Json json_of(const Forecast& forecast, const std::vector<std::string>& needs) {
  Json json = {{"name", forecast.name},
               {"nevra", forecast.package->srpm.nevra.str()},
               {"state", forecast.state_name()},
               {"reason", forecast.reason},
               {"needs", needs},
               {"learnt", forecast.learnt},
               {"first_round", forecast.package->is_bootstrap()},
               {"changes", json_of(forecast.changes)},
               {"last_built_because", json_of(forecast.because)}};
  if (forecast.seconds) json["seconds"] = *forecast.seconds;
  return json;
}

Json plan_json(const std::vector<pipeline::Plan>& plans) {
  const bool several = plans.size() > 1;
  Json json = Json::object();
  if (!several) json["target"] = plans.front().target;
  for (const auto& plan : plans)
    if (several) json["targets"].push_back(plan.target);
  json["plan"] = Json::array();
  const auto add = [&](const char* key, Json one, const std::string& target) {
    if (several) one["target"] = target;
    json[key].push_back(std::move(one));
  };
  for (const auto& plan : plans) {
    for (const auto& forecast : plan.forecasts)
      add("plan", json_of(forecast, needs_of(forecast, plan.forecasts)), plan.target);
    for (const auto& one : plan.left_out) add("left_out", json_of(one), plan.target);
  }
  return json;
}

std::string plan_dot(const std::vector<pipeline::Plan>& plans) {
  const bool several = plans.size() > 1;
  std::string text = "digraph build {\n  rankdir=LR;\n  node [shape=box, style=filled];\n";
  for (size_t i = 0; i < plans.size(); ++i) {
    const auto& forecasts = plans[i].forecasts;
    // The same package of two targets is two nodes.
    const auto node = [&](const std::string& name) {
      return quoted(several ? fmt::format("{}/{}", plans[i].target, name) : name);
    };
    if (several) text += fmt::format("  subgraph cluster_{} {{\n  label={};\n", i, quoted(plans[i].target));
    for (const auto& forecast : forecasts)
      text += fmt::format("  {} [{}fillcolor={}, tooltip={}];\n", node(forecast.name),
                          several ? fmt::format("label={}, ", quoted(forecast.name)) : "",
                          colour_of(forecast.state), quoted(forecast.reason));
    for (const auto& forecast : forecasts)
      for (const auto& needed : needs_of(forecast, forecasts))
        text += fmt::format("  {} -> {};\n", node(needed), node(forecast.name));
    if (several) text += "  }\n";
  }
  return text + "}\n";
}

void print_plan(const std::vector<pipeline::Plan>& plans, const PlanForm& as) {
  const bool is_empty = std::ranges::all_of(
      plans, [](const pipeline::Plan& plan) { return plan.forecasts.empty() && plan.left_out.empty(); });
  if (as.form == "dot")
    print(plan_dot(plans));
  else if (as.json || as.form == "json")
    print_json(plan_json(plans));
  else if (!is_empty)
    print(plan_table(plans));
}

std::string why_text(const Forecast& forecast, const std::string& target) {
  const std::string what = fmt::format("{} for {}", forecast.package->srpm.nevra.str(), target);
  std::string text;
  if (forecast.state == Forecast::State::unchanged)
    text = fmt::format("{} is up to date: nothing has changed since it was built\n", what);
  else if (forecast.state == Forecast::State::build)
    text = fmt::format("{} would be built: {}\n", what, forecast.reason);
  else
    text = fmt::format("{} may be built: it {}\n", what, forecast.reason);
  text += lines_of(forecast.changes);
  if (!forecast.because.empty()) text += "it was last built because of\n" + lines_of(forecast.because);
  return harmless(text);
}

}  // namespace rpmworks::cli
