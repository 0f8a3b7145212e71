// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"
#include "report/page.hpp"
#include "report/report.hpp"
#include "report/timeline_svg.hpp"

namespace rpmworks::report {

namespace {

using schedule::JobRun;
using schedule::Timeline;

std::string duration(double seconds) {
  return human_duration(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds)));
}

std::string card(const std::string& value, std::string_view label) {
  return fmt::format("<div class=\"card\"><b>{}</b><span>{}</span></div>\n", escape(value), label);
}

std::string cards(const Timeline& timeline) {
  const auto count = [&](JobRun::State state) {
    return std::to_string(std::ranges::count(timeline.jobs, state, &JobRun::state));
  };
  return "<div class=\"cards\">\n" + card(count(JobRun::State::built), "built") +
         card(count(JobRun::State::unchanged), "unchanged") + card(count(JobRun::State::failed), "failed") +
         card(count(JobRun::State::not_built), "not built") + card(duration(timeline.seconds), "in all") +
         "</div>\n";
}

std::string critical(const Timeline& timeline) {
  std::vector<std::string> names;
  for (const size_t job : critical_jobs(timeline)) names.push_back(escape(timeline.jobs[job].name));
  return join(names, " → ");
}

std::string row(const Timeline& timeline, size_t i) {
  const JobRun& job = timeline.jobs[i];
  std::vector<std::string> needs;
  for (const size_t other : job.needs) needs.push_back(escape(timeline.jobs[other].name));
  std::string state = schedule::state_name(job.state);
  if (!job.phase.empty()) state += " in " + job.phase;
  return fmt::format(
      "<tr><td class=\"name\">{}</td><td><span class=\"tag\">{}</span></td><td class=\"num\">{}</td><td "
      "class=\"num\">{}</td><td>{}</td><td>{}</td><td class=\"small\">{}</td></tr>\n",
      escape(job.name), escape(state), job.ran() ? duration(job.begin) : "",
      job.ran() ? duration(job.end - job.begin) : "", job.ran() ? escape(wait_reason(timeline, i)) : "",
      join(needs, ", "), escape(job.reason));
}

}  // namespace

std::string build_html(const Timeline& timeline) {
  std::string body = fmt::format(
      "<header><div class=\"wrap\">\n<p class=\"eyebrow\">Build report</p>\n<h1>{} <span "
      "class=\"rel\">{}</span></h1>\n"
      "<p>A run of {:%Y-%m-%d %H:%M} UTC with the engine {}.</p>\n</div></header>\n<main class=\"wrap\">\n",
      escape(timeline.target), "builds", fmt::gmtime(static_cast<std::time_t>(timeline.began)),
      escape(timeline.engine));
  body += cards(timeline);
  body +=
      "<section aria-labelledby=\"h-time\">\n<h2 id=\"h-time\">Timeline</h2>\n<p>Each bar is a build in the "
      "row of its slot; point at a bar to see what the build waited for. The outlined builds are the "
      "critical path, which determined the time of the run: " +
      critical(timeline) + ".</p>\n<div class=\"scroll\">" + timeline_svg(timeline) + "</div>\n</section>\n";
  body +=
      "<section aria-labelledby=\"h-jobs\">\n<h2 id=\"h-jobs\">Builds</h2>\n<div class=\"scroll\"><table>\n"
      "<caption>Builds of the run</caption>\n<thead><tr><th scope=\"col\">Package</th><th "
      "scope=\"col\">State</th><th scope=\"col\" class=\"num\">Began after</th><th scope=\"col\" "
      "class=\"num\">Took</th><th scope=\"col\">Waited for</th><th scope=\"col\">Needs</th><th "
      "scope=\"col\">Why</th></tr></thead>\n<tbody>\n";
  for (size_t i = 0; i < timeline.jobs.size(); ++i) body += row(timeline, i);
  body += "</tbody></table></div>\n</section>\n</main>\n";
  return page("Builds for " + timeline.target, body);
}

}  // namespace rpmworks::report
