// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "schedule/jobs.hpp"
#include "schedule/make_engine.hpp"
#include "schedule/result_cache.hpp"
#include "schedule/selection.hpp"

namespace rpmworks::schedule {

namespace {

using State = Jobs::State;

class Surveyor {
 public:
  Surveyor(Jobs& jobs, const ResultCache& cache, const Selection& selection, Reporter& reporter)
      : m_jobs(jobs),
        m_cache(cache),
        m_selection(selection),
        m_reporter(reporter),
        m_forecasts(jobs.size()) {}

  std::vector<Forecast> run() {
    // What would be built counts as failed here: nothing is known of those that need it.
    for (bool moved = true; moved;) {
      moved = m_jobs.settle();
      for (const size_t i : m_jobs.ready()) {
        look_at(i);
        moved = true;
      }
      if (!moved) moved = m_jobs.release_deferred(true);
    }
    for (size_t i = 0; i < m_jobs.size(); ++i) describe(i);
    return std::move(m_forecasts);
  }

 private:
  void look_at(size_t i) {
    Jobs::Job& job = m_jobs[i];
    Forecast& forecast = m_forecasts[i];
    const bool is_forced = m_selection.is_forced(buildplan::label(job.srpm()));
    job.result = is_forced ? std::nullopt : m_cache.peek(job.task, m_reporter);
    job.state = job.result ? State::done : State::failed;
    if (job.result) {
      forecast.reason = "nothing changed";
      return;
    }
    forecast.state = Forecast::State::build;
    forecast.reason = is_forced ? "asked for" : m_cache.why(job.task);
    if (const auto last = m_cache.last(job.srpm()))
      forecast.changes = changes(*last, m_cache.now(job.task, m_reporter));
  }

  void describe(size_t i) {
    const Jobs::Job& job = m_jobs[i];
    Forecast& forecast = m_forecasts[i];
    forecast.srpm = &job.srpm();
    forecast.name = buildplan::label(job.srpm());
    forecast.needs = m_jobs.needs(i);
    std::ranges::sort(forecast.needs);
    forecast.learnt = job.learnt;
    const auto last = m_cache.last(job.srpm());
    if (last) {
      forecast.because = last->because;
      forecast.seconds = last->seconds;
    }
    if (job.state == State::done || forecast.state == Forecast::State::build) return;
    const bool is_certain = !last || last->srpm_sha256 != job.srpm().sha256 || job.failure;
    forecast.state = is_certain ? Forecast::State::build : Forecast::State::perhaps;
    if (job.failure)
      forecast.reason = job.failure->what();
    else if (!last)
      forecast.reason = "never built";
    else if (last->srpm_sha256 != job.srpm().sha256)
      forecast.reason = "SRPM changed";
    else
      forecast.reason = fmt::format("depends on what {} makes", join(causes(i), ", "));
  }

  std::vector<std::string> causes(size_t i) const {
    std::vector<std::string> names;
    for (const size_t other : m_jobs.causes(i)) names.push_back(buildplan::label(m_jobs[other].srpm()));
    return names;
  }

  Jobs& m_jobs;
  const ResultCache& m_cache;
  const Selection& m_selection;
  Reporter& m_reporter;
  std::vector<Forecast> m_forecasts;
};

}  // namespace

std::string Forecast::state_name() const {
  switch (state) {
    case State::unchanged:
      return "unchanged";
    case State::build:
      return "build";
    case State::perhaps:
      break;
  }
  return "perhaps";
}

std::vector<Forecast> survey(const std::vector<srpm::Srpm>& srpms, engine::Engine& engine,
                             const Setting& setting, const BuildOptions& options) {
  const auto& [target, workspace, store, reporter] = setting;
  const buildplan::Base base(engine, target, reporter);
  const std::string environment = engine.environment_sha256(target);
  Selection selection = select(srpms, base, environment, store, options, reporter);
  const ResultCache cache(engine, target, workspace, store);
  Jobs jobs(std::move(selection.plan), base, store, environment, workspace, cache);
  std::vector<Forecast> forecasts = Surveyor(jobs, cache, selection, reporter).run();
  // The selection's own source packages end here.
  std::map<std::string, const srpm::Srpm*> given;
  for (const srpm::Srpm& srpm : srpms) {
    given[buildplan::label(srpm)] = &srpm;
    if (srpm.bootstrap) given[buildplan::label(*srpm.bootstrap)] = srpm.bootstrap.get();
  }
  for (Forecast& forecast : forecasts) forecast.srpm = given.at(forecast.name);
  return forecasts;
}

std::vector<Forecast> survey(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                             const Setting& setting, const BuildOptions& options) {
  const auto engine = make_engine(config, setting.target, setting.workspace, setting.store,
                                  {.jobs = options.jobs, .program = options.program});
  return survey(srpms, *engine, setting, options);
}

}  // namespace rpmworks::schedule
