// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/text.hpp"
#include "report/page.hpp"
#include "report/page_data.hpp"
#include "report/report.hpp"
#include "report/wait_reason.hpp"

namespace rpmworks::report {

namespace {

using schedule::JobRun;
using schedule::Timeline;

std::string duration_text(double seconds) {
  return human_duration(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds)));
}

std::string state_text(const JobRun& job) {
  return job.phase.empty() ? schedule::state_name(job.state)
                           : fmt::format("{} in {}", schedule::state_name(job.state), job.phase);
}

// "bad: failed in %build; other: failed in %check"
std::string headline(const Timeline& timeline) {
  std::vector<std::string> parts;
  for (const JobRun& job : timeline.jobs)
    if (job.state == JobRun::State::failed) parts.push_back(fmt::format("{}: {}", job.name, state_text(job)));
  if (parts.empty()) return "All builds succeeded";
  constexpr size_t k_most_named = 3;
  if (parts.size() > k_most_named) return number_of(parts.size(), "build failed", "builds failed");
  return join(parts, "; ");
}

Fields job_line(const Timeline& timeline, size_t i) {
  const JobRun& job = timeline.jobs[i];
  std::vector<std::string> needs;
  for (const size_t other : job.needs) needs.push_back(timeline.jobs[other].name);
  return {{"name", job.name},
          {"state", state_text(job)},
          {"tone", job.state == JobRun::State::failed  ? "bad"
                   : job.state == JobRun::State::built ? "good"
                                                       : "plain"},
          {"begin", job.ran() ? duration_text(job.begin) : std::string()},
          {"took", job.ran() ? duration_text(job.end - job.begin) : std::string()},
          {"waited", job.ran() ? wait_reason(timeline, i) : std::string()},
          {"needs", join(needs, ", ")},
          {"reason", job.reason}};
}

std::string critical_text(const Timeline& timeline) {
  std::vector<std::string> names;
  for (const size_t job : critical_jobs(timeline)) names.push_back(timeline.jobs[job].name);
  return join(names, " → ");
}

}  // namespace

std::string build_page(const Timeline& timeline) {
  const auto count = [&](JobRun::State state) {
    return std::ranges::count(timeline.jobs, state, &JobRun::state);
  };
  std::vector<Fields> jobs;
  for (size_t i = 0; i < timeline.jobs.size(); ++i) jobs.push_back(job_line(timeline, i));
  const bool has_failed = count(JobRun::State::failed) > 0;
  const Markup body =
      Template::of("build.html")
          .render({{"target", timeline.target},
                   {"engine", timeline.engine},
                   {"began", fmt::format("{:%Y-%m-%d %H:%M} UTC",
                                         fmt::gmtime(static_cast<std::time_t>(timeline.began)))},
                   {"headline", headline(timeline)},
                   {"tone", has_failed ? "bad" : "good"},
                   {"has_failed", has_failed},
                   {"built", count(JobRun::State::built)},
                   {"unchanged", count(JobRun::State::unchanged)},
                   {"failed", count(JobRun::State::failed)},
                   {"not_built", count(JobRun::State::not_built)},
                   {"took", duration_text(timeline.seconds)},
                   {"critical", critical_text(timeline)},
                   {"jobs", std::move(jobs)}});
  return page(
      {.title = fmt::format("{} ({})", headline(timeline), timeline.target),
       .body = body,
       .data = {{"timeline", timeline_data(timeline)}},
       .style = web_code({"style/base.css", "style/pictures.css", "style/print.css"}),
       .script = web_code({"script/begin.js", "script/dom.js", "script/format.js", "script/measure.js",
                           "script/copy.js", "script/timeline.js", "script/build.js", "script/end.js"})});
}

}  // namespace rpmworks::report
