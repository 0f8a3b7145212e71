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

buildplan::Plan plan_of(const std::vector<srpm::Srpm>& srpms, const buildplan::Base& base,
                        const std::string& environment, const buildplan::EarlierNames& earlier,
                        store::Store& store, Reporter& reporter) {
  const std::string key = buildplan::plan_key(srpms, environment, earlier);
  if (const auto known = buildplan::k_plans.find(store, key)) {
    if (auto plan = buildplan::Plan::from_json(*known, srpms)) return std::move(*plan);
  }
  Activity activity(reporter, "ordering", "builds");
  buildplan::Plan plan = buildplan::make_plan(srpms, base, reporter, earlier);
  buildplan::k_plans.put(store, key, plan.to_json());
  return plan;
}

// What the last builds in this workspace made goes before what a release holds.
buildplan::EarlierNames names_from_before(const std::vector<srpm::Srpm>& srpms, const std::string& target,
                                          const store::Store& store, const BuildOptions& options) {
  buildplan::EarlierNames names(srpms);
  std::vector<std::string> labels;
  for (const srpm::Srpm& srpm : srpms) labels.push_back(buildplan::label(srpm));
  for (const std::string& package : names.unknown(labels)) {
    const auto provided = buildplan::names_when_built(store, target, package, names.asks_for_files());
    if (!provided.empty()) names.add(package, "when it was last built", provided);
  }
  const auto left = names.unknown(labels);
  if (!left.empty() && options.add_released) options.add_released(srpms, names);
  return names;
}

}  // namespace

bool Selection::is_wanted(const std::string& label) const {
  return wanted.empty() || is_among(wanted, label);
}

bool Selection::is_forced(const std::string& label) const {
  return is_among(rebuild, label) || (force && is_wanted(label));
}

Selection select(const std::vector<srpm::Srpm>& srpms, const buildplan::Base& base,
                 const std::string& environment, store::Store& store, const BuildOptions& options,
                 Reporter& reporter, const std::vector<std::string>& also) {
  const Activity activity(reporter, "finding out", "what is to be built", 0, Activity::Size::step);
  const buildplan::EarlierNames earlier = names_from_before(srpms, base.target().name, store, options);
  Selection selection{.wanted = options.only, .rebuild = options.rebuild, .force = options.force};
  if (options.dependants && !options.only.empty())
    selection.wanted = buildplan::dependants_of(options.only, srpms, base, earlier);
  if (selection.wanted.empty()) {
    selection.needed = srpms;
  } else {
    std::vector<std::string> labels = selection.wanted;
    labels.insert(labels.end(), also.begin(), also.end());
    buildplan::Needed needed = buildplan::needed_by(labels, srpms, base, earlier);
    if (options.look_at_needed) options.look_at_needed(needed);
    selection.needed = std::move(needed.srpms);
  }
  selection.plan = plan_of(selection.needed, base, environment, earlier, store, reporter);
  for (const buildplan::Plan::Job& job : selection.plan.jobs)
    for (const std::string& line : job.learnt)
      reporter.detail(fmt::format("{} waits for {}", buildplan::label(*job.srpm), line));
  return selection;
}

}  // namespace rpmworks::schedule
