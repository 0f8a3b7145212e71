// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/jobs_outcome.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/files.hpp"
#include "engine/failure_class.hpp"
#include "schedule/selection.hpp"

namespace rpmworks::schedule {

namespace {

// Before the results are given away.
void tell_jobs(const Jobs& jobs, const std::vector<std::chrono::nanoseconds>& elapsed, Timeline& timeline) {
  for (size_t i = 0; i < jobs.size(); ++i) {
    const Jobs::Job& job = jobs[i];
    JobRun& run = timeline.jobs[i];
    run.name = buildplan::label(job.srpm());
    run.nevra = job.srpm().nevra.str();
    run.needs = jobs.needs(i);
    std::ranges::sort(run.needs);
    run.deferred = job.was_released;
    if (job.failure) {
      // One of which something was missing did not come so far as to begin.
      if (elapsed[i].count() > 0) run.state = JobRun::State::failed;
      run.reason = job.failure->what();
      // Other failures may have left the folder of an earlier one there.
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

}  // namespace

Outcome outcome_of(Jobs& jobs, const std::vector<std::chrono::nanoseconds>& elapsed, Timeline record,
                   const std::vector<srpm::Srpm>& srpms) {
  tell_jobs(jobs, elapsed, record);
  Outcome outcome{.timeline = std::move(record)};
  std::map<const srpm::Srpm*, engine::BuildResult*> results;
  for (size_t i = 0; i < jobs.size(); ++i) {
    Jobs::Job& job = jobs[i];
    const std::string name = buildplan::label(job.srpm());
    const std::string nevra = job.srpm().nevra.str();
    if (job.result && !job.failure) {
      results[&job.srpm()] = &*job.result;
    } else if (job.failure) {
      const fs::path folder = job.task.request.result_folder;
      // A root that could not be made leaves no build.log.
      const bool has_log =
          elapsed[i].count() > 0 && (fs::exists(folder / "build.log") || fs::exists(folder / "failure.json"));
      outcome.failed.push_back({name, nevra, has_log ? folder : fs::path(), elapsed[i], *job.failure,
                                outcome.timeline.jobs[i].phase});
    } else {
      NotBuilt left{.name = name, .nevra = nevra};
      for (const size_t other : jobs.causes(i))
        left.waits_for.push_back(buildplan::label(jobs[other].srpm()));
      outcome.not_built.push_back(std::move(left));
    }
  }
  for (const srpm::Srpm& srpm : srpms) {
    if (const auto at = results.find(&srpm); at != results.end())
      outcome.results.push_back(std::move(*at->second));
  }
  return outcome;
}

}  // namespace rpmworks::schedule
