// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/jobs_outcome.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/files.hpp"
#include "engine/failure_class.hpp"

namespace rpmworks::schedule {

namespace {

void describe_jobs(const Jobs& jobs, const std::vector<std::chrono::nanoseconds>& elapsed,
                   Timeline& timeline) {
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Jobs::Job& job = jobs[i];
    JobRun& run = timeline.jobs[i];
    run.name = job.label();
    run.nevra = job.srpm().nevra.str();
    run.needs = jobs.needs(i);
    std::ranges::sort(run.needs);
    run.deferred = job.was_released;
    if (job.failure) {
      // A job that lacks a requirement fails without having started.
      if (elapsed[i].count() > 0) run.state = JobRun::State::failed;
      run.reason = job.failure->what();
      // After any other failure the folder may be that of an earlier build.
      if (job.failure->code() == ExitCode::build) {
        run.phase = engine::failed_phase(job.task.request.result_folder);
        run.host = engine::failed_host(job.task.request.result_folder);
      }
    } else if (job.result) {
      run.state = job.result->cached ? JobRun::State::unchanged : JobRun::State::built;
      run.reason = job.result->reason;
      run.host = job.result->host;
    }
  }
}

Failed failed_build(const Jobs::Job& job, std::chrono::nanoseconds elapsed, const std::string& phase) {
  const fs::path& folder = job.task.request.result_folder;
  // There is no build.log if the build root could not be made.
  const bool has_log =
      elapsed.count() > 0 && (fs::exists(folder / "build.log") || fs::exists(folder / "failure.json"));
  return {job.label(), job.srpm().nevra.str(), has_log ? folder : fs::path(), elapsed, *job.failure, phase};
}

}  // namespace

Outcome outcome_of(Jobs&& jobs, const std::vector<std::chrono::nanoseconds>& elapsed, Timeline timeline,
                   const engine::Packages& packages) {
  describe_jobs(jobs, elapsed, timeline);
  Outcome outcome{.timeline = std::move(timeline)};
  std::map<const engine::Package*, size_t> built;
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Jobs::Job& job = jobs[i];
    if (job.result && !job.failure) {
      built[job.package().get()] = i;
    } else if (job.failure) {
      outcome.failed.push_back(failed_build(job, elapsed[i], outcome.timeline.jobs[i].phase));
    } else {
      NotBuilt not_built{.name = job.label(), .nevra = job.srpm().nevra.str()};
      for (const size_t other : jobs.causes(i)) not_built.waits_for.push_back(jobs[other].label());
      outcome.not_built.push_back(std::move(not_built));
    }
  }
  for (const engine::PackagePtr& package : packages)
    if (const auto at = built.find(package.get()); at != built.end())
      outcome.results.push_back(*jobs.take_result(at->second));
  return outcome;
}

}  // namespace rpmworks::schedule
