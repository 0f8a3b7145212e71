// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/timeline.hpp"

#include <algorithm>
#include <array>

#include "core/json_value.hpp"

namespace rpmworks::schedule {

namespace {

constexpr std::array<const char*, 4> k_states = {"not built", "unchanged", "built", "failed"};
constexpr double k_at_once = 0.05;  // seconds; a job that starts this soon after another waited for it

std::optional<JobRun::State> state_of(const std::string& name) {
  const auto at = std::ranges::find(k_states, name);
  if (at == k_states.end()) return std::nullopt;
  return static_cast<JobRun::State>(at - k_states.begin());
}

// The job that satisfies `is`, ran before `begin` and ended last.
template <typename Is>
std::optional<size_t> last_before(const Timeline& timeline, double begin, Is is) {
  std::optional<size_t> last;
  for (size_t i = 0; i < timeline.jobs.size(); ++i) {
    const JobRun& one = timeline.jobs[i];
    if (!one.ran() || one.begin >= begin || one.end > begin + k_at_once || !is(i)) continue;
    if (!last || one.end > timeline.jobs[*last].end) last = i;
  }
  return last;
}

Timeline timeline_of_json(const Json& json) {
  Timeline timeline{.target = json.at("target"),
                    .engine = json.at("engine"),
                    .began = json.at("began"),
                    .seconds = json.at("seconds")};
  for (const auto& one : json.at("jobs")) {
    const auto state = state_of(one.at("state"));
    if (!state) throw JsonError("a job is in an unknown state");
    timeline.jobs.push_back({.name = one.at("name"),
                             .nevra = one.at("nevra"),
                             .state = *state,
                             .begin = one.value("begin", 0.0),
                             .end = one.value("end", 0.0),
                             .slot = one.value("slot", size_t{0}),
                             .host = one.value("host", ""),
                             .needs = one.at("needs"),
                             .deferred = one.value("deferred", false),
                             .phase = one.value("phase", ""),
                             .reason = one.value("reason", "")});
  }
  for (const JobRun& job : timeline.jobs)
    if (std::ranges::any_of(job.needs, [&](size_t other) { return other >= timeline.jobs.size(); }))
      throw JsonError("a job needs a job that does not exist");
  return timeline;
}

}  // namespace

std::string state_name(JobRun::State state) {
  return k_states.at(static_cast<size_t>(state));
}

bool Timeline::has_built() const {
  return std::ranges::any_of(jobs, &JobRun::ran);
}

std::string Timeline::to_json() const {
  Json list = Json::array();
  for (const JobRun& job : jobs) {
    Json one = {
        {"name", job.name}, {"nevra", job.nevra}, {"state", state_name(job.state)}, {"needs", job.needs}};
    if (job.ran()) one.update({{"begin", job.begin}, {"end", job.end}, {"slot", job.slot}});
    if (job.deferred) one["deferred"] = true;
    if (!job.host.empty()) one["host"] = job.host;
    if (!job.phase.empty()) one["phase"] = job.phase;
    if (!job.reason.empty()) one["reason"] = job.reason;
    list.push_back(std::move(one));
  }
  return Json{{"target", target}, {"engine", engine}, {"began", began}, {"seconds", seconds}, {"jobs", list}}
             .dump(1) +
         "\n";
}

std::optional<Timeline> Timeline::from_json(const std::string& text) {
  return value_of(text, timeline_of_json);
}

Waited waited_for(const Timeline& timeline, size_t job) {
  const JobRun& run = timeline.jobs.at(job);
  if (!run.ran()) return {};
  const auto need = last_before(timeline, run.begin, [&](size_t other) {
    return run.deferred ? other != job : std::ranges::find(run.needs, other) != run.needs.end();
  });
  const auto before = last_before(timeline, run.begin, [&](size_t other) {
    return other != job && timeline.jobs[other].slot == run.slot && timeline.jobs[other].host == run.host;
  });
  const double could_begin = need ? timeline.jobs[*need].end : 0;
  if (before && timeline.jobs[*before].end > could_begin + k_at_once)
    return {Waited::For::slot, *before, run.begin - could_begin};
  if (need) return {run.deferred ? Waited::For::any : Waited::For::need, *need, run.begin - could_begin};
  return {};
}

std::vector<size_t> critical_jobs(const Timeline& timeline) {
  const auto last = last_before(timeline, timeline.seconds + 1, [](size_t) { return true; });
  std::vector<size_t> path;
  // Terminates, because each job started before the next one.
  for (std::optional<size_t> at = last; at;) {
    path.push_back(*at);
    const Waited waited = waited_for(timeline, *at);
    at = waited.what == Waited::For::nothing ? std::nullopt : std::optional(waited.job);
  }
  std::ranges::reverse(path);
  return path;
}

void RunRecord::begin(size_t job) {
  const auto free = std::ranges::find(m_slots, false);
  m_jobs[job].slot = static_cast<size_t>(free - m_slots.begin());
  if (free == m_slots.end())
    m_slots.push_back(true);
  else
    *free = true;
  m_jobs[job].begin = now();
}

void RunRecord::end(size_t job) {
  m_slots[m_jobs[job].slot] = false;
  m_jobs[job].end = now();
}

Timeline RunRecord::timeline() const {
  return {.began = std::chrono::system_clock::to_time_t(m_began), .seconds = now(), .jobs = m_jobs};
}

double RunRecord::now() const {
  // Milliseconds are precise enough, and readable.
  const auto since = std::chrono::steady_clock::now() - m_start;
  return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count()) / 1000;
}

}  // namespace rpmworks::schedule
