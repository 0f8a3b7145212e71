// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/several_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"

namespace rpmworks::schedule {

namespace {

template <typename Items>
void move_items(Items& from, const std::string& target, Items& to) {
  for (auto& item : from) item.target = target;
  std::ranges::move(from, std::back_inserter(to));
}

// Each run has its own clock: `began` is exact to a second only, but the runs do not overlap.
double start_of(const Timeline& timeline, const Timeline& after) {
  if (after.jobs.empty()) return 0;
  return std::max(static_cast<double>(timeline.began - after.began), after.seconds);
}

void append(Timeline& all, Timeline timeline) {
  const double start = start_of(timeline, all);
  const size_t before = all.jobs.size();
  if (before == 0) all.began = timeline.began;
  for (JobRun& job : timeline.jobs) {
    job.name = fmt::format("{} for {}", job.name, timeline.target);
    if (job.ran()) {
      job.begin += start;
      job.end += start;
    }
    for (size_t& need : job.needs) need += before;
    all.jobs.push_back(std::move(job));
  }
  all.seconds = start + timeline.seconds;
}

}  // namespace

Outcome joined(std::vector<TargetOutcome> outcomes) {
  if (outcomes.size() == 1) return std::move(outcomes.front().outcome);
  Outcome all;
  std::vector<std::string> engines;
  for (auto& [target, outcome] : outcomes) {
    all.targets.push_back(target);
    std::ranges::move(outcome.results, std::back_inserter(all.results));
    move_items(outcome.failed, target, all.failed);
    move_items(outcome.not_built, target, all.not_built);
    move_items(outcome.left_out, target, all.left_out);
    if (outcome.timeline.jobs.empty()) continue;
    if (std::ranges::count(engines, outcome.timeline.engine) == 0) engines.push_back(outcome.timeline.engine);
    append(all.timeline, std::move(outcome.timeline));
  }
  all.timeline.target = join(all.targets, ", ");
  all.timeline.engine = join(engines, ", ");
  return all;
}

}  // namespace rpmworks::schedule
