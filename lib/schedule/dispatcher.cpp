// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/dispatcher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "engine/unfulfilled.hpp"
#include "schedule/folder_aside.hpp"
#include "schedule/jobs_outcome.hpp"
#include "schedule/reproducible.hpp"

namespace rpmworks::schedule {

namespace {

using State = Jobs::State;

// A restored store, or a disk that was full, may have lost a part of the file. That is not the package's
// fault; without the file the next run makes it again.
void require_undamaged(const srpm::Srpm& srpm) {
  std::error_code failure;
  if (!fs::exists(srpm.path, failure) || digest_of_file(srpm.path) == srpm.sha256) return;
  fs::remove(srpm.path, failure);
  throw Error(
      ExitCode::invalid,
      fmt::format("the source package {} was damaged in the store and was removed from it", srpm.nevra.str()))
      .hint("run again: it is made again");
}

}  // namespace

Dispatcher::Dispatcher(const Dispatch& dispatch, Activity& building, Reporter& reporter)
    : m_setup(dispatch.setup),
      m_jobs(dispatch.jobs),
      m_cache(dispatch.cache),
      m_selection(dispatch.selection),
      m_options(dispatch.options),
      m_building(building),
      m_reporter(reporter),
      m_looked_up(m_jobs.size()),
      m_in_vain(m_jobs.size()),
      m_elapsed(m_jobs.size()),
      m_record(m_jobs.size()),
      m_threads(m_jobs.size()) {}

void Dispatcher::run() {
  while (!m_ends && m_jobs.over() < m_jobs.size()) {
    throw_if_cancelled_when_idle();
    bool moved = m_jobs.settle();
    moved |= start_ready();
    if (moved) continue;
    if (m_running > 0) {
      take_finished();
    } else if (!m_jobs.release_deferred()) {
      break;
    }
  }
  while (m_running > 0) take_finished();
  throw_if_cancelled();
}

std::vector<std::string> Dispatcher::asked_in_vain() const {
  std::vector<std::string> requirements;
  for (size_t i = 0; i < m_jobs.size(); ++i) {
    if (m_jobs[i].state != State::failed) continue;
    if (m_in_vain[i].empty()) return {};
    requirements.insert(requirements.end(), m_in_vain[i].begin(), m_in_vain[i].end());
  }
  return requirements;
}

Outcome Dispatcher::outcome() {
  Timeline timeline = m_record.timeline();
  timeline.target = m_setup.target.name;
  timeline.engine = m_setup.engine.name();
  return outcome_of(std::move(m_jobs), m_elapsed, std::move(timeline), m_selection.needed);
}

// At an interrupt the running builds end by themselves. Their threads must end before this object does.
void Dispatcher::throw_if_cancelled_when_idle() const {
  if (m_running == 0) throw_if_cancelled();
}

bool Dispatcher::has_slot() const {
  return m_running < std::max(1U, m_options.jobs);
}

bool Dispatcher::start_ready() {
  const std::vector<size_t> ready = m_jobs.ready();
  // A job whose result is in the store may make others ready that more jobs wait for.
  bool moved = false;
  for (const size_t i : ready) {
    if (cancelled()) return false;
    moved |= take_from_store(i);
  }
  if (moved) return true;
  for (const size_t i : ready) {
    if (!has_slot() || cancelled() || !is_admitted()) break;
    start(i);
    moved = true;
  }
  return moved;
}

std::string Dispatcher::doing(size_t i) const {
  return fmt::format("building {} for {}", m_jobs[i].label(), m_setup.target.name);
}

// Looked up once per job; the answer does not change while other jobs run.
bool Dispatcher::take_from_store(size_t i) {
  if (m_looked_up[i]) return false;
  m_looked_up[i] = true;
  const Jobs::Job& job = m_jobs[i];
  const std::string name = job.label();
  if (m_selection.is_forced(name)) return false;
  auto found = with_context(doing(i), [&] { return m_cache.find(job.task, m_reporter); });
  if (!found) return false;
  m_reporter.detail(fmt::format("{}: {}", name, found->reason));
  if (is_checked(job)) {
    m_jobs.reuse_for_check(i, std::move(*found));
    return false;
  }
  m_jobs.reuse(i, std::move(*found));
  m_building.step();
  return true;
}

// The packages of a bootstrap build are never released, so they are not checked.
bool Dispatcher::is_checked(const Jobs::Job& job) const {
  return m_options.check && !job.is_bootstrap() && m_selection.is_wanted(job.label());
}

// Whether the machine has enough left for one more build. Running builds will give back what they use.
bool Dispatcher::is_admitted() {
  if (!m_setup.engine.builds_here()) return true;
  const fs::path& root = m_setup.workspace.root;
  const buildroot::Resources left =
      m_options.resources ? m_options.resources() : buildroot::resources_left(root);
  auto error = buildroot::too_little(left, root);
  if (!error) return true;
  if (m_running == 0) throw *error;
  if (!std::exchange(m_waited, true)) m_reporter.note(fmt::format("waiting: {}", error->what()));
  return false;
}

void Dispatcher::start(size_t i) {
  const Jobs::Job& job = m_jobs[i];
  const std::string name = job.label();
  if (!std::exchange(m_began, true)) {
    if (m_options.before_first) m_options.before_first();
    m_setup.engine.prepare(m_setup.target, m_reporter);
  }
  const std::string reason = job.result                    ? "nothing changed"
                             : m_selection.is_forced(name) ? "rebuild requested"
                                                           : m_cache.why(job.task, Reporter::silent()).text;
  m_reporter.note(
      fmt::format("{}: {}{}", name, reason, job.result ? "; built a second time to compare" : ""));
  warn_of_options(*job.package());
  m_jobs.start(i);
  ++m_running;
  m_record.begin(i);
  m_threads[i] = start_thread([this, i, reason] {
    const ThreadLimit share(thread_limit() / std::max(1U, m_options.jobs));
    Finished finished{.job = i};
    const auto begin = std::chrono::steady_clock::now();
    try {
      with_context(doing(i), [&] { build(reason, finished); });
    } catch (...) {
      finished.failure = std::current_exception();
    }
    finished.elapsed = std::chrono::steady_clock::now() - begin;
    const std::lock_guard guard(m_mutex);
    m_finished.push_back(std::move(finished));
    m_changed.notify_one();
  });
}

void Dispatcher::warn_of_options(const engine::Package& package) {
  if (package.building.network)
    m_reporter.warning(fmt::format(
        "{} is built with the network (`network: true`): nobody checks what it downloads, and the "
        "same build may make other packages tomorrow",
        package.label()));
  if (!package.building.check)
    m_reporter.warning(fmt::format("{} is built without its %check (`check: false`)", package.label()));
}

// Runs in a thread of the job. Nobody changes a job while it runs.
void Dispatcher::build(const std::string& reason, Finished& finished) {
  const Jobs::Job& job = m_jobs[finished.job];
  finished.result = job.result ? *job.result : build_anew(job, reason);
  if (!is_checked(job)) return;
  require_reproducible_build(m_setup.engine, job.task.request, *finished.result, m_reporter);
  finished.result->reproducible = true;
}

engine::BuildResult Dispatcher::build_anew(const Jobs::Job& job, const std::string& reason) {
  require_undamaged(job.srpm());
  const engine::BuildRequest& request = job.task.request;
  m_cache.forget_folder(request.result_folder);
  const FolderAside earlier(request.result_folder, m_setup.workspace.tmp());
  engine::BuildResult result = m_setup.engine.build(request, m_reporter);
  result.reason = reason;
  m_cache.keep(job.task, result, m_reporter);
  return result;
}

void Dispatcher::take_finished() {
  std::vector<Finished> finished;
  {
    std::unique_lock guard(m_mutex);
    // Not interruptible: at an interrupt the running builds end by themselves.
    m_changed.wait(guard, [this] { return !m_finished.empty(); });
    finished.swap(m_finished);
  }
  for (Finished& one : finished) {
    m_threads[one.job].join();
    --m_running;
    m_elapsed[one.job] += one.elapsed;
    m_record.end(one.job);
    if (one.failure && is_retried(one)) continue;
    m_building.step();
    if (!one.failure) {
      m_jobs.finish(one.job, std::move(*one.result));
      continue;
    }
    const Error failure = failure_of(one);
    m_jobs.fail(one.job, failure, std::move(one.result));
    note_failure(one, failure);
  }
}

// A build that asked for what another package of the product may provide is built again after that package.
bool Dispatcher::is_retried(const Finished& finished) {
  if (finished.result || m_ends) return false;
  try {
    std::rethrow_exception(finished.failure);
  } catch (const engine::Unfulfilled& error) {
    if (!m_jobs.retry_with(finished.job, error)) return false;
    m_looked_up[finished.job] = false;
    m_reporter.note(fmt::format("the build of {} asked for {}; it is built again with that",
                                m_jobs[finished.job].label(), join(error.requirements(), ", ")));
    return true;
  } catch (...) {
    return false;
  }
}

Error Dispatcher::failure_of(const Finished& finished) {
  try {
    std::rethrow_exception(finished.failure);
  } catch (const engine::Unfulfilled& error) {
    m_in_vain[finished.job] = error.requirements();
    return error;
  } catch (const Error& error) {
    return error;
  } catch (...) {
    Error failure = described(std::current_exception());
    failure.during(doing(finished.job));
    return failure;
  }
}

void Dispatcher::note_failure(const Finished& finished, const Error& failure) {
  const Jobs::Job& job = m_jobs[finished.job];
  const ExitCode code = failure.code();
  if (code == ExitCode::build) m_cache.note_failed(*job.package(), finished.elapsed);
  const bool is_its_own = code == ExitCode::build || code == ExitCode::invalid ||
                          code == ExitCode::upstream || code == ExitCode::gate;
  m_ends |= m_options.fail_fast || !is_its_own;
  // The run goes on, so the failure is reported now and not only at the end.
  if (m_jobs.over() < m_jobs.size() && code != ExitCode::interrupted)
    m_reporter.warning(fmt::format("{}: {}", job.label(), failure.what()));
}

}  // namespace rpmworks::schedule
