// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "schedule/jobs.hpp"
#include "schedule/jobs_outcome.hpp"
#include "schedule/make_engine.hpp"
#include "schedule/reproducible.hpp"
#include "schedule/result_cache.hpp"
#include "schedule/selection.hpp"

namespace rpmworks::schedule {

namespace {

using State = Jobs::State;

/// Runs jobs. All decisions are taken in one thread; others only build.
class Builder {
 public:
  Builder(engine::Engine& engine, Jobs& jobs, ResultCache& cache, const Selection& selection,
          const config::Target& target, const store::Workspace& workspace, const BuildOptions& options,
          Activity& building, Reporter& reporter)
      : m_engine(engine),
        m_jobs(jobs),
        m_cache(cache),
        m_selection(selection),
        m_target(target),
        m_workspace(workspace),
        m_options(options),
        m_building(building),
        m_reporter(reporter),
        m_asked(jobs.size()),
        m_in_vain(jobs.size()),
        m_elapsed(jobs.size()),
        m_record(jobs.size()),
        m_threads(jobs.size()) {}

  void run() {
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

  /// What builds asked for in vain, where nothing else failed: packages that take no part may have it.
  std::vector<std::string> asked_in_vain() const {
    std::vector<std::string> requirements;
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (m_jobs[i].state != State::failed) continue;
      if (m_in_vain[i].empty()) return {};
      requirements.insert(requirements.end(), m_in_vain[i].begin(), m_in_vain[i].end());
    }
    return requirements;
  }

  // Results in the order of the source packages that were asked for.
  Outcome outcome(const std::vector<srpm::Srpm>& srpms) {
    Timeline timeline = m_record.timeline();
    timeline.target = m_target.name;
    timeline.engine = m_engine.name();
    return outcome_of(m_jobs, m_elapsed, std::move(timeline), srpms);
  }

 private:
  struct Finished {
    size_t job = 0;
    std::exception_ptr failure;
    std::chrono::nanoseconds elapsed{};
  };

  void throw_if_cancelled_when_idle() {
    // What is running ends by itself at an interrupt, and its threads must have ended before this object
    // does.
    if (m_running == 0) throw_if_cancelled();
  }

  bool has_slot() const { return m_running < std::max(1U, m_options.jobs); }

  bool start_ready() {
    const std::vector<size_t> ready = m_jobs.ready();
    // What need not be built lets others begin that may have a longer way before them.
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

  std::string doing(size_t i) const {
    return fmt::format("building {} for {}", buildplan::label(m_jobs[i].srpm()), m_target.name);
  }

  // Asked once for each: the answer does not change while others run.
  bool take_from_store(size_t i) {
    if (m_asked[i]) return false;
    m_asked[i] = true;
    Jobs::Job& job = m_jobs[i];
    const std::string name = buildplan::label(job.srpm());
    if (m_selection.is_forced(name)) return false;
    auto found = with_context(doing(i), [&] { return m_cache.find(job.task, m_reporter); });
    if (!found) return false;
    m_reporter.detail(fmt::format("{}: {}", name, found->reason));
    job.result = std::move(found);
    if (is_checked(job)) return false;
    job.state = State::done;
    m_building.step();
    return true;
  }

  // First rounds are not: nothing of them is given out.
  bool is_checked(const Jobs::Job& job) const {
    return m_options.check && !job.is_first_round() && m_selection.is_wanted(buildplan::label(job.srpm()));
  }

  // Whether the machine has what one more build takes. While others run, what they take comes back.
  bool is_admitted() {
    if (!m_engine.builds_here()) return true;
    const buildroot::Resources left =
        m_options.resources ? m_options.resources() : buildroot::resources_left(m_workspace.root);
    auto error = buildroot::too_little(left, m_workspace.root);
    if (!error) return true;
    if (m_running == 0) throw *error;
    if (!std::exchange(m_waited, true)) m_reporter.note(fmt::format("waiting: {}", error->what()));
    return false;
  }

  void start(size_t i) {
    Jobs::Job& job = m_jobs[i];
    const std::string name = buildplan::label(job.srpm());
    if (!std::exchange(m_began, true)) {
      if (m_options.before_first) m_options.before_first();
      m_engine.prepare(m_target, m_reporter);
    }
    const std::string reason = job.result                    ? "nothing changed"
                               : m_selection.is_forced(name) ? "asked for"
                                                             : m_cache.why(job.task);
    m_reporter.note(fmt::format("{}: {}{}", name, reason, job.result ? "; built once more to compare" : ""));
    warn_of_building(job.srpm());
    job.state = State::running;
    ++m_running;
    m_record.begin(i);
    m_threads[i] = start_thread([this, i, reason] {
      const ThreadLimit share(thread_limit() / std::max(1U, m_options.jobs));
      Finished finished{.job = i};
      const auto begin = std::chrono::steady_clock::now();
      try {
        with_context(doing(i), [&] { build(i, reason); });
      } catch (...) {
        finished.failure = std::current_exception();
      }
      finished.elapsed = std::chrono::steady_clock::now() - begin;
      const std::lock_guard guard(m_mutex);
      m_finished.push_back(finished);
      m_changed.notify_one();
    });
  }

  void warn_of_building(const srpm::Srpm& srpm) {
    if (srpm.building.network)
      m_reporter.warning(
          fmt::format("{} is built with the network (`network: true`): what it fetches nobody checks, and "
                      "its packages may "
                      "be others tomorrow",
                      buildplan::label(srpm)));
    if (!srpm.building.check)
      m_reporter.warning(
          fmt::format("{} is built without its %check (`check: false`)", buildplan::label(srpm)));
  }

  // In a thread of its own.
  void build(size_t i, const std::string& reason) {
    Jobs::Job& job = m_jobs[i];
    if (!job.result) build_anew(job, reason);
    if (!is_checked(job)) return;
    require_reproducible(m_engine, job.task.request, *job.result, m_reporter);
    job.result->reproducible = true;
  }

  // A store that was restored, or whose disk was full, may have lost a part of it. That is no fault of the
  // package; without the file the next run makes it again.
  static void require_whole(const srpm::Srpm& srpm) {
    std::error_code failure;
    if (!fs::exists(srpm.path, failure) || digest_of_file(srpm.path) == srpm.sha256) return;
    fs::remove(srpm.path, failure);
    throw Error(ExitCode::invalid,
                fmt::format("the source package {} was damaged in the store and is removed from it",
                            srpm.nevra.str()))
        .hint("run again: it is made again");
  }

  void build_anew(Jobs::Job& job, const std::string& reason) {
    require_whole(job.srpm());
    m_cache.forget_folder(job.task.request.result_folder);
    const FolderAside earlier(job.task.request.result_folder, m_workspace.tmp());
    engine::BuildResult result = m_engine.build(job.task.request, m_reporter);
    result.reason = reason;
    m_cache.keep(job.task, result, m_reporter);
    job.result = std::move(result);
  }

  void take_finished() {
    std::vector<Finished> finished;
    {
      std::unique_lock guard(m_mutex);
      // At an interrupt the running builds end by themselves, and that is what is waited for.
      m_changed.wait(guard, [this] { return !m_finished.empty(); });
      finished.swap(m_finished);
    }
    for (const Finished& one : finished) {
      m_threads[one.job].join();
      --m_running;
      m_elapsed[one.job] += one.elapsed;
      m_record.end(one.job);
      if (one.failure && is_tried_again(one)) continue;
      m_building.step();
      // What is not reproducible is there all the same.
      m_jobs[one.job].state = m_jobs[one.job].result ? State::done : State::failed;
      if (one.failure) note_failure(one);
    }
  }

  // A build that asked for what another package of the product may provide waits for that one.
  bool is_tried_again(const Finished& one) {
    Jobs::Job& job = m_jobs[one.job];
    if (job.result || m_ends) return false;
    try {
      std::rethrow_exception(one.failure);
    } catch (const engine::Unfulfilled& error) {
      if (!m_jobs.look_again(one.job, error)) return false;
      m_asked[one.job] = false;
      m_reporter.note(fmt::format("{} asks for {} while it is built, and is built again with that",
                                  buildplan::label(job.srpm()), join(error.requirements(), ", ")));
      return true;
    } catch (...) {
      return false;
    }
  }

  void note_failure(const Finished& one) {
    Jobs::Job& job = m_jobs[one.job];
    try {
      std::rethrow_exception(one.failure);
    } catch (const engine::Unfulfilled& error) {
      job.failure = error;
      m_in_vain[one.job] = error.requirements();
    } catch (const Error& error) {
      job.failure = error;
    } catch (...) {
      job.failure = described(std::current_exception());
      job.failure->during(doing(one.job));
    }
    const ExitCode code = job.failure->code();
    if (code == ExitCode::build) m_cache.note_failed(job.srpm(), one.elapsed);
    const bool is_its_own = code == ExitCode::build || code == ExitCode::invalid ||
                            code == ExitCode::upstream || code == ExitCode::gate;
    m_ends |= m_options.fail_fast || !is_its_own;
    // Said at once where the rest goes on for a while.
    if (m_jobs.over() < m_jobs.size() && code != ExitCode::interrupted)
      m_reporter.warning(fmt::format("{}: {}", buildplan::label(job.srpm()), job.failure->what()));
  }

  engine::Engine& m_engine;
  Jobs& m_jobs;
  ResultCache& m_cache;
  const Selection& m_selection;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  const BuildOptions& m_options;
  Activity& m_building;
  Reporter& m_reporter;
  std::vector<bool> m_asked;                        ///< whose result was looked for in the store
  std::vector<std::vector<std::string>> m_in_vain;  ///< what builds that failed asked for
  bool m_began = false;                             ///< the first build
  bool m_waited = false;                            ///< for memory or disk
  bool m_ends = false;                              ///< nothing new begins
  unsigned m_running = 0;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<Finished> m_finished;
  std::vector<std::chrono::nanoseconds> m_elapsed;
  RunRecord m_record;
  std::vector<std::jthread> m_threads;  // last: they end before what they use does
};

}  // namespace

namespace {

// Of the packages that take no part those that provide what was asked for, by their specs.
std::vector<std::string> others_with(const std::vector<std::string>& requirements,
                                     const std::vector<srpm::Srpm>& all,
                                     const std::vector<srpm::Srpm>& needed, const config::Target& target) {
  if (requirements.empty() || all.size() == needed.size()) return {};
  std::set<std::string> taking_part;
  for (const srpm::Srpm& srpm : needed) taking_part.insert(buildplan::label(srpm));
  solve::Universe universe(target.arch);
  for (const srpm::Srpm& srpm : all)
    if (!taking_part.contains(buildplan::label(srpm)))
      universe.add_promised(buildplan::label(srpm), srpm.info);
  std::set<std::string> labels;
  for (const std::string& requirement : requirements)
    for (std::string& one : universe.promised_by(requirement)) labels.insert(std::move(one));
  return {labels.begin(), labels.end()};
}

// Once over all that is needed as far as it is known: the wanted packages, and `also`. Sets `also` to what
// turned out to be needed beside them.
Outcome build_needed(const std::vector<srpm::Srpm>& srpms, engine::Engine& engine, const Setting& setting,
                     const BuildOptions& options, std::vector<std::string>& also) {
  const auto& [target, workspace, store, reporter] = setting;
  const buildplan::Base base(engine, target, reporter);
  const std::string environment = engine.environment_sha256(target);
  Selection selection = select(srpms, base, environment, store, options, reporter, also);
  ResultCache cache(engine, target, workspace, store);
  Jobs jobs(std::move(selection.plan), base, store, environment, workspace, cache);
  Activity building(reporter, "building", "packages", jobs.size());
  Builder builder(engine, jobs, cache, selection, target, workspace, options, building, reporter);
  builder.run();
  also = others_with(builder.asked_in_vain(), srpms, selection.needed, target);
  Outcome outcome = builder.outcome(selection.needed);
  // One in which nothing had to be built would tell less than the one before it.
  if (outcome.timeline.has_built()) replace_file(workspace.last_run(), outcome.timeline.to_json());
  const auto reused =
      static_cast<size_t>(std::ranges::count_if(outcome.results, &engine::BuildResult::cached));
  std::string text = fmt::format("{} built, {} unchanged", outcome.results.size() - reused, reused);
  if (!outcome.failed.empty()) text += fmt::format(", {} failed", outcome.failed.size());
  if (!outcome.not_built.empty()) text += fmt::format(", {} not built", outcome.not_built.size());
  building.result(std::move(text));
  return outcome;
}

}  // namespace

Outcome build_all(const std::vector<srpm::Srpm>& srpms, engine::Engine& engine, const Setting& setting,
                  const BuildOptions& options) {
  std::vector<std::string> also;
  for (std::vector<std::string> more;;) {
    more = also;
    Outcome outcome = build_needed(srpms, engine, setting, options, more);
    if (more.empty()) return outcome;
    setting.reporter.note(
        fmt::format("a build asked for what {} provides, which is built too", join(more, ", ")));
    also.insert(also.end(), more.begin(), more.end());
  }
}

Outcome build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config, const Setting& setting,
                  const BuildOptions& options) {
  const unsigned jobs = std::max(1U, options.jobs);
  const auto builds = static_cast<unsigned>(std::clamp<size_t>(srpms.size(), 1, jobs));
  const auto engine = make_engine(config, setting.target, setting.workspace, setting.store,
                                  {.jobs = builds, .cpus = jobs / builds, .program = options.program});
  return build_all(srpms, *engine, setting, options);
}

}  // namespace rpmworks::schedule
