// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildplan/records.hpp"

namespace rpmworks::schedule {

namespace {

bool is_among(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

buildplan::Plan plan_of(const engine::Packages& packages, const PlanInputs& inputs,
                        const buildplan::EarlierProviders& earlier, Reporter& reporter) {
  const std::string key = buildplan::plan_key(packages, inputs.environment, earlier);
  if (const auto known = buildplan::k_plans.find(inputs.store, key)) {
    if (auto plan = buildplan::Plan::from_json(*known, packages)) return std::move(*plan);
  }
  Activity activity(reporter, "ordering", "builds");
  buildplan::Plan plan = buildplan::make_plan(packages, inputs.repositories, reporter, earlier);
  buildplan::k_plans.put(inputs.store, key, plan.to_json());
  return plan;
}

// The last builds in this workspace take precedence over a release.
buildplan::EarlierProviders earlier_providers(const engine::Packages& packages, const std::string& target,
                                              const store::Store& store, const BuildOptions& options) {
  buildplan::EarlierProviders earlier(packages);
  std::vector<std::string> labels;
  for (const engine::PackagePtr& package : packages) labels.push_back(package->label());
  for (const std::string& label : earlier.unknown(labels)) {
    const auto provided = buildplan::last_build_provides(store, target, label, earlier.asks_for_files());
    if (!provided.empty()) earlier.add(label, "when it was last built", provided);
  }
  if (!earlier.unknown(labels).empty() && options.add_released) options.add_released(packages, earlier);
  return earlier;
}

}  // namespace

bool Selection::is_wanted(const std::string& label) const {
  return wanted.empty() || is_among(wanted, label);
}

bool Selection::is_forced(const std::string& label) const {
  return is_among(rebuild, label) || (force && is_wanted(label));
}

Selection select(const engine::Packages& packages, const PlanInputs& inputs, const BuildOptions& options,
                 Reporter& reporter, const std::vector<std::string>& also) {
  const Activity activity(reporter, "finding out", "what is to be built", 0, Activity::Size::step);
  const buildplan::Repositories& repositories = inputs.repositories;
  const auto earlier = earlier_providers(packages, repositories.target().name, inputs.store, options);
  Selection selection{.wanted = options.only, .rebuild = options.rebuild, .force = options.force};
  if (options.dependants && !options.only.empty())
    selection.wanted = buildplan::dependants_of(options.only, packages, repositories, earlier);
  if (selection.wanted.empty()) {
    selection.needed = packages;
  } else {
    std::vector<std::string> labels = selection.wanted;
    labels.insert(labels.end(), also.begin(), also.end());
    auto needed = buildplan::needed_by(labels, packages, repositories, earlier);
    if (options.look_at_needed) options.look_at_needed(needed);
    selection.needed = std::move(needed.packages);
  }
  selection.plan = plan_of(selection.needed, inputs, earlier, reporter);
  for (const buildplan::Plan::Step& step : selection.plan.steps)
    for (const std::string& line : step.learnt)
      reporter.detail(fmt::format("{} waits for {}", step.package->label(), line));
  return selection;
}

}  // namespace rpmworks::schedule
