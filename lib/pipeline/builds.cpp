// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/builds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "pipeline/build_sources.hpp"
#include "pipeline/run_builds.hpp"

namespace rpmworks::pipeline {

namespace {

// Throws if a name is not one of the packages that this run may build.
void require_known(const std::vector<std::string>& names, const engine::Packages& packages) {
  std::vector<std::string> labels;
  for (const auto& package : packages) labels.push_back(package->label());
  for (const auto& name : names) {
    if (std::find(labels.begin(), labels.end(), name) != labels.end()) continue;
    throw Error(ExitCode::usage, fmt::format("--rebuild {}: this run has no package of that name", name))
        .hint(did_you_mean(name, labels).value_or("the packages are: " + join(labels, ", ")));
  }
}

// The result refers to the arguments, which must outlive it.
schedule::BuildOptions options_for(product::Session& session, const config::Target& target,
                                   const BuildRequest& request, const Sources& made) {
  require_known(request.rebuild, made.packages);
  // A package that could not be made may be a dependant.
  if (request.dependants && !made.unmade.empty()) throw made.unmade.front().error;
  return {.force = request.force,
          .fail_fast = request.fail_fast,
          .only = made.wanted,
          .dependants = request.dependants,
          .check = request.check,
          .rebuild = request.rebuild,
          .look_at_needed = [&](const buildplan::NeededPackages& needed) {
            require_not_needed(session, made, needed, target);
            require_no_changes_in(needed.packages, made.wanted, session.config);
          }};
}

}  // namespace

schedule::Outcome builds(product::Session& session, const config::Target& target,
                         const BuildRequest& request) {
  const product::SessionScope scope(session);
  const Sources made = sources_for(session, target, request);
  schedule::Outcome outcome;
  if (!made.packages.empty())
    outcome = run_builds(session, target, made.packages, options_for(session, target, request, made));
  outcome.left_out = made.left_out;
  return outcome;
}

Plan build_plan(product::Session& session, const config::Target& target, const BuildRequest& request) {
  const product::SessionScope scope(session);
  Sources made = sources_for(session, target, request);
  Plan plan{.target = target.name, .forecasts = {}, .left_out = {}};
  if (!made.packages.empty())
    plan.forecasts =
        forecast_builds(session, target, made.packages, options_for(session, target, request, made));
  plan.left_out = std::move(made.left_out);
  return plan;
}

Reasons why(product::Session& session, const config::Target& target, const std::string& package) {
  const product::SessionScope scope(session);
  Sources made = sources_for(session, target, {.what = {package}});
  const std::string name = made.wanted.empty() ? made.packages.front()->label() : made.wanted.front();
  const auto look_at_needed = [&](const buildplan::NeededPackages& needed) {
    require_not_needed(session, made, needed, target);
  };
  Reasons reasons{.plan = {.target = target.name, .forecasts = {}, .left_out = {}}};
  reasons.plan.forecasts =
      forecast_builds(session, target, made.packages, {.only = {name}, .look_at_needed = look_at_needed});
  const auto asked = std::ranges::find(reasons.plan.forecasts, name, &schedule::Forecast::name);
  reasons.asked = static_cast<size_t>(asked - reasons.plan.forecasts.begin());
  reasons.plan.left_out = std::move(made.left_out);
  return reasons;
}

}  // namespace rpmworks::pipeline
