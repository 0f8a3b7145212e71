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
    // A job that would be built counts as failed: what its dependants would be built with is unknown.
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
    const Jobs::Job& job = m_jobs[i];
    Forecast& forecast = m_forecasts[i];
    const bool is_forced = m_selection.is_forced(job.label());
    if (auto result = is_forced ? std::nullopt : m_cache.peek(job.task, m_reporter)) {
      m_jobs.reuse(i, std::move(*result));
      forecast.reason = "nothing changed";
      return;
    }
    forecast.state = Forecast::State::build;
    BuildReason reason = m_cache.why(job.task, m_reporter);
    forecast.reason = is_forced ? "rebuild requested" : std::move(reason.text);
    forecast.changes = std::move(reason.changes);
    m_jobs.forecast_build(i);
  }

  void describe(size_t i) {
    const Jobs::Job& job = m_jobs[i];
    Forecast& forecast = m_forecasts[i];
    forecast.package = job.package();
    forecast.name = job.label();
    forecast.needs = m_jobs.needs(i);
    std::ranges::sort(forecast.needs);
    forecast.learnt = job.learnt;
    const auto last = m_cache.last(*job.package());
    if (last) {
      forecast.because = last->because;
      forecast.seconds = last->seconds;
    }
    if (job.state == State::done || forecast.state == Forecast::State::build) return;
    const auto source = source_reason(last, job.srpm().sha256);
    forecast.state = source || job.failure ? Forecast::State::build : Forecast::State::perhaps;
    if (job.failure)
      forecast.reason = job.failure->what();
    else if (source)
      forecast.reason = *source;
    else
      forecast.reason = fmt::format("depends on the packages of {}", join(causes(i), ", "));
  }

  std::vector<std::string> causes(size_t i) const {
    std::vector<std::string> names;
    for (const size_t other : m_jobs.causes(i)) names.push_back(m_jobs[other].label());
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

std::vector<Forecast> survey(const engine::Packages& packages, const Setup& setup,
                             const BuildOptions& options, Reporter& reporter) {
  const buildplan::Repositories repositories(setup.engine, setup.target, reporter);
  const std::string environment = setup.engine.environment_sha256(setup.target);
  Selection selection = select(packages, {repositories, environment, setup.store}, options, reporter);
  const ResultCache cache(setup);
  Jobs jobs(std::move(selection.plan), setup, {repositories, environment, cache});
  return Surveyor(jobs, cache, selection, reporter).run();
}

std::vector<Forecast> survey(const engine::Packages& packages, const engine::Setup& setup,
                             const config::Target& target, const BuildOptions& options, Reporter& reporter) {
  const auto engine = make_engine(setup, target, {.jobs = options.jobs, .program = options.program});
  return survey(packages, Setup{*engine, target, setup.workspace, setup.store}, options, reporter);
}

}  // namespace rpmworks::schedule
