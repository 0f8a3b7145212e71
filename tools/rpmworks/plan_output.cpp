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

std::string plan_table(const std::vector<Forecast>& forecasts,
                       const std::vector<schedule::LeftOut>& left_out) {
  Table table({"package", "source", "state", "why", "after"});
  for (const auto& forecast : forecasts)
    table.add({forecast.name, forecast.package->srpm.nevra.str(), forecast.state_name(), forecast.reason,
               join(needs_of(forecast, forecasts), ", ")});
  for (const auto& one : left_out) table.add({one.name, one.nevra, "left out", one.reason, ""});
  const auto count = [&](Forecast::State state) {
    return std::ranges::count(forecasts, state, &Forecast::state);
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

Json plan_json(const std::vector<Forecast>& forecasts) {
  Json json = Json::array();
  for (const auto& forecast : forecasts) json.push_back(json_of(forecast, needs_of(forecast, forecasts)));
  return json;
}

std::string plan_dot(const std::vector<Forecast>& forecasts) {
  std::string text = "digraph build {\n  rankdir=LR;\n  node [shape=box, style=filled];\n";
  for (const auto& forecast : forecasts)
    text += fmt::format("  {} [fillcolor={}, tooltip={}];\n", quoted(forecast.name),
                        colour_of(forecast.state), quoted(forecast.reason));
  for (const auto& forecast : forecasts)
    for (const auto& needed : needs_of(forecast, forecasts))
      text += fmt::format("  {} -> {};\n", quoted(needed), quoted(forecast.name));
  return text + "}\n";
}

Json plan_document(const std::vector<Forecast>& forecasts, const std::vector<schedule::LeftOut>& left_out,
                   const std::string& target) {
  Json json = {{"target", target}, {"plan", plan_json(forecasts)}};
  for (const auto& one : left_out) json["left_out"].push_back(json_of(one));
  return json;
}

void print_plan(const product::Plan& plan, const PlanForm& as) {
  if (as.form == "dot")
    print(plan_dot(plan.forecasts));
  else if (as.json || as.form == "json")
    print_json(plan_document(plan.forecasts, plan.left_out, as.target));
  else if (!plan.forecasts.empty() || !plan.left_out.empty())
    print(plan_table(plan.forecasts, plan.left_out));
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
