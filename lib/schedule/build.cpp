// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "schedule/dispatcher.hpp"
#include "schedule/make_engine.hpp"

namespace rpmworks::schedule {

namespace {

// The labels of those packages of `all` that are not in `needed` and whose specs promise what was asked for.
std::vector<std::string> others_with(const std::vector<std::string>& requirements,
                                     const engine::Packages& all, const engine::Packages& needed,
                                     const config::Target& target) {
  if (requirements.empty() || all.size() == needed.size()) return {};
  std::set<std::string> taking_part;
  for (const engine::PackagePtr& package : needed) taking_part.insert(package->label());
  solve::Universe universe(target.arch);
  for (const engine::PackagePtr& package : all)
    if (!taking_part.contains(package->label())) universe.add_promised(package->label(), package->srpm.info);
  std::set<std::string> labels;
  for (const std::string& requirement : requirements)
    for (std::string& one : universe.promised_by(requirement)) labels.insert(std::move(one));
  return {labels.begin(), labels.end()};
}

std::string summary_of(const Outcome& outcome) {
  const auto reused =
      static_cast<size_t>(std::ranges::count_if(outcome.results, &engine::BuildResult::cached));
  std::string text = fmt::format("{} built, {} unchanged", outcome.results.size() - reused, reused);
  if (!outcome.failed.empty()) text += fmt::format(", {} failed", outcome.failed.size());
  if (!outcome.not_built.empty()) text += fmt::format(", {} not built", outcome.not_built.size());
  return text;
}

// One pass over the wanted packages, `also`, and what they are known to need. Sets `also` to the labels of
// packages that builds turned out to need as well.
Outcome build_needed(const engine::Packages& packages, const Setup& setup, const BuildOptions& options,
                     std::vector<std::string>& also, Reporter& reporter) {
  const buildplan::Repositories repositories(setup.engine, setup.target, reporter);
  const std::string environment = setup.engine.environment_sha256(setup.target);
  Selection selection = select(packages, {repositories, environment, setup.store}, options, reporter, also);
  ResultCache cache(setup);
  Jobs jobs(std::move(selection.plan), setup, {repositories, environment, cache});
  Activity building(reporter, "building", "packages", jobs.size());
  Dispatcher dispatcher({setup, jobs, cache, selection, options}, building, reporter);
  dispatcher.run();
  also = others_with(dispatcher.asked_in_vain(), packages, selection.needed, setup.target);
  Outcome outcome = dispatcher.outcome();
  // A run that built nothing must not replace the timeline of one that did.
  if (outcome.timeline.has_built()) replace_file(setup.workspace.last_run(), outcome.timeline.to_json());
  building.result(summary_of(outcome));
  return outcome;
}

}  // namespace

Outcome build_all(const engine::Packages& packages, const Setup& setup, const BuildOptions& options,
                  Reporter& reporter) {
  std::vector<std::string> also;
  for (std::vector<std::string> more;;) {
    more = also;
    Outcome outcome = build_needed(packages, setup, options, more, reporter);
    if (more.empty()) return outcome;
    reporter.note(fmt::format("a build turned out to need {}, which is now built too", join(more, ", ")));
    also.insert(also.end(), more.begin(), more.end());
  }
}

Outcome build_all(const engine::Packages& packages, const engine::Setup& setup, const config::Target& target,
                  const BuildOptions& options, Reporter& reporter) {
  const unsigned jobs = std::max(1U, options.jobs);
  const auto builds = static_cast<unsigned>(std::clamp<size_t>(packages.size(), 1, jobs));
  const auto engine =
      make_engine(setup, target, {.jobs = builds, .cpus = jobs / builds, .program = options.program});
  return build_all(packages, Setup{*engine, target, setup.workspace, setup.store}, options, reporter);
}

}  // namespace rpmworks::schedule
