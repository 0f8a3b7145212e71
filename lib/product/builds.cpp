// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/builds.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "product/build_sources.hpp"
#include "product/run_builds.hpp"

namespace rpmworks::product {

namespace {

// Each of them is a package that may be built here.
void require_known(const std::vector<std::string>& names, const std::vector<srpm::Srpm>& srpms) {
  std::vector<std::string> labels;
  for (const auto& srpm : srpms) labels.push_back(buildplan::label(srpm));
  for (const auto& name : names) {
    if (std::find(labels.begin(), labels.end(), name) != labels.end()) continue;
    const auto meant = did_you_mean(name, labels);
    throw Error(ExitCode::usage, fmt::format("--rebuild {}: no package of this run is named so", name))
        .hint(meant ? fmt::format("did you mean '{}'?", *meant)
                    : fmt::format("the packages are: {}", join(labels, ", ")));
  }
}

// What it refers to must outlive it.
schedule::BuildOptions options_for(Session& session, const config::Target& target,
                                   const BuildRequest& request, const Sources& made) {
  require_known(request.rebuild, made.srpms);
  // One of these may be a dependant.
  if (request.dependants && !made.unmade.empty()) throw made.unmade.front().error;
  return {.force = request.force,
          .fail_fast = request.fail_fast,
          .only = made.wanted,
          .dependants = request.dependants,
          .check = request.check,
          .rebuild = request.rebuild,
          .look_at_needed = [&](const buildplan::Needed& needed) {
            require_not_needed(session, made, needed, target);
            require_no_changes_in(needed.srpms, made.wanted, session.config);
          }};
}

}  // namespace

schedule::Outcome builds(Session& session, const config::Target& target, const BuildRequest& request) {
  const SessionScope scope(session);
  const Sources made = sources_for(session, target, request);
  schedule::Outcome outcome;
  if (!made.srpms.empty())
    outcome = run_builds(session, target, made.srpms, options_for(session, target, request, made));
  outcome.left_out = made.left_out;
  return outcome;
}

Plan build_plan(Session& session, const config::Target& target, const BuildRequest& request) {
  const SessionScope scope(session);
  Sources made = sources_for(session, target, request);
  Plan plan;
  if (!made.srpms.empty())
    plan.forecasts =
        forecast_builds(session, target, made.srpms, options_for(session, target, request, made));
  plan.srpms = std::move(made.srpms);
  plan.left_out = std::move(made.left_out);
  return plan;
}

Reasons why(Session& session, const config::Target& target, const std::string& package) {
  const SessionScope scope(session);
  Sources made = sources_for(session, target, {.what = {package}});
  const std::string name = made.wanted.empty() ? buildplan::label(made.srpms.front()) : made.wanted.front();
  const auto look_at_needed = [&](const buildplan::Needed& needed) {
    require_not_needed(session, made, needed, target);
  };
  Reasons reasons;
  reasons.plan.forecasts =
      forecast_builds(session, target, made.srpms, {.only = {name}, .look_at_needed = look_at_needed});
  const auto asked = std::ranges::find(reasons.plan.forecasts, name, &schedule::Forecast::name);
  reasons.asked = static_cast<size_t>(asked - reasons.plan.forecasts.begin());
  reasons.plan.srpms = std::move(made.srpms);
  reasons.plan.left_out = std::move(made.left_out);
  return reasons;
}

}  // namespace rpmworks::product
