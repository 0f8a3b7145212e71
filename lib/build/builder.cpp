// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "build/graph.hpp"
#include "build/result_cache.hpp"
#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

constexpr double k_unknown_seconds = 30;  // of a package that was never built, for the order alone

/// Runs the jobs of a plan. All decisions are taken in one thread; others only build.
class Builder {
 public:
  Builder(Engine& engine, const Base& base, const std::string& environment, Plan plan,
          const config::Target& target, const store::Workspace& workspace, store::Store& store,
          const BuildOptions& options, Activity& building, Reporter& reporter)
      : m_engine(engine),
        m_base(base),
        m_chooser(base, store, environment),
        m_target(target),
        m_workspace(workspace),
        m_options(options),
        m_building(building),
        m_reporter(reporter),
        m_cache(engine, target, workspace, store) {
    for (Plan::Job& planned : plan.jobs) {
      Job job;
      job.generates = planned.generates;
      job.state = planned.deferred ? State::deferred : State::waiting;
      job.task.request.srpm = planned.srpm;
      job.task.request.target = &target;
      const rpm::Nevra& nevra = planned.srpm->nevra;
      job.task.request.result_folder =
          workspace.results() / target.name / fmt::format("{}-{}", nevra.name, folder_version(nevra.evr));
      m_weights.push_back(m_cache.seconds(*planned.srpm).value_or(k_unknown_seconds));
      m_needs.push_back(std::move(planned.needs));
      m_jobs.push_back(std::move(job));
    }
  }

  std::vector<BuildResult> run(const std::vector<srpm::Srpm>& srpms) {
    while (m_failures.empty() && m_done < m_jobs.size()) {
      throw_if_cancelled_when_idle();
      bool moved = false;
      for (size_t i = 0; i < m_jobs.size(); ++i) moved |= m_jobs[i].state == State::waiting && prepare(i);
      moved |= start_ready();
      if (moved) continue;
      if (m_running > 0) {
        take_finished();
      } else {
        release_deferred();
      }
    }
    while (m_running > 0) take_finished();
    if (!m_failures.empty()) throw_failed();
    std::map<const srpm::Srpm*, BuildResult*> results;
    for (Job& job : m_jobs) results[job.task.request.srpm] = &*job.result;
    std::vector<BuildResult> ordered;
    for (const srpm::Srpm& srpm : srpms) ordered.push_back(std::move(*results.at(&srpm)));
    return ordered;
  }

 private:
  enum class State {
    deferred,  ///< until what it needs turns up
    waiting,   ///< for what it needs
    ready,
    running,
    done
  };
  struct Job {
    State state = State::waiting;
    bool generates = false;
    Task task;
    std::optional<BuildResult> result;
    std::jthread thread;
  };
  struct Finished {
    size_t job = 0;
    std::exception_ptr failure;
  };

  static std::string folder_version(const rpm::Evr& evr) {
    // As in file names: no epoch.
    return evr.version + "-" + evr.release;
  }

  const srpm::Srpm& srpm(size_t i) const { return *m_jobs[i].task.request.srpm; }

  void throw_if_cancelled_when_idle() {
    // What is running ends by itself at an interrupt, and its threads must have ended before this object
    // does.
    if (m_running == 0) throw_if_cancelled();
  }

  bool is_done(size_t i) const { return m_jobs[i].state == State::done; }

  // The product's own packages that the given jobs made.
  std::vector<const Artifact*> made_by(const std::vector<size_t>& jobs) const {
    std::vector<const Artifact*> artifacts;
    for (const size_t i : jobs) {
      for (const Artifact& artifact : m_jobs[i].result->packages) artifacts.push_back(&artifact);
    }
    return artifacts;
  }

  size_t maker_of(const std::string& sha256) const {
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (!m_jobs[i].result) continue;
      const auto& packages = m_jobs[i].result->packages;
      if (std::ranges::find(packages, sha256, &Artifact::sha256) != packages.end()) return i;
    }
    return m_jobs.size();
  }

  size_t job_of(const std::string& nevra) const {
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (srpm(i).nevra.str() == nevra) return i;
    }
    return m_jobs.size();
  }

  void let_see(size_t i, std::vector<const Artifact*> artifacts) {
    std::ranges::stable_sort(
        artifacts, [](const Artifact* a, const Artifact* b) { return a->package.nevra < b->package.nevra; });
    // Two source packages may make one and the same file.
    const auto repeated = std::ranges::unique(artifacts, {}, &Artifact::sha256);
    artifacts.erase(repeated.begin(), repeated.end());
    Task& task = m_jobs[i].task;
    task.request.local_packages.clear();
    for (const Artifact* artifact : artifacts) task.request.local_packages.push_back(artifact->path);
    task.visible = std::move(artifacts);
  }

  bool need(size_t i, size_t other) {
    auto& needs = m_needs[i];
    if (other >= m_jobs.size() || other == i || std::ranges::find(needs, other) != needs.end()) return false;
    needs.push_back(other);
    return true;
  }

  // Settles what a job needs and sees, once all it is known to need is built. Gives whether anything changed.
  bool prepare(size_t i) {
    if (!std::ranges::all_of(m_needs[i], [this](size_t other) { return is_done(other); })) return false;
    Job& job = m_jobs[i];
    const std::vector<size_t> built = closure(m_needs, i);
    const std::vector<const Artifact*> artifacts = made_by(built);
    if (job.generates) {
      // Nobody knows what it will ask for, so it sees all that was there when it was released.
      let_see(i, artifacts);
      job.state = State::ready;
      return true;
    }
    const std::vector<size_t> later = dependents(m_needs, i);
    std::vector<const srpm::Srpm*> promised;
    for (size_t other = 0; other < m_jobs.size(); ++other) {
      if (other == i || std::ranges::binary_search(built, other) || std::ranges::binary_search(later, other))
        continue;
      promised.push_back(&srpm(other));
    }
    const Choice choice = m_chooser.choose(srpm(i).info.build_requires, artifacts, promised);
    if (!choice.solved) {
      job.state = State::deferred;
      return true;
    }
    if (!choice.promised.empty()) {
      for (const std::string& nevra : choice.promised) need(i, job_of(nevra));
      return true;
    }
    std::vector<const Artifact*> seen;
    for (const Artifact* artifact : artifacts) {
      if (std::ranges::binary_search(choice.files, artifact->sha256)) seen.push_back(artifact);
    }
    let_see(i, std::move(seen));
    job.state = State::ready;
    return true;
  }

  // Called when nothing is left but jobs that wait for what nobody promised, and those behind them: which
  // packages are there by now does not depend on how fast they were built.
  void release_deferred() {
    std::vector<size_t> built;
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (is_done(i)) built.push_back(i);
    }
    const std::vector<const Artifact*> artifacts = made_by(built);
    std::vector<std::string> lines;
    bool released = false;
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (m_jobs[i].state != State::deferred) continue;
      if (!std::ranges::all_of(m_needs[i], [this](size_t other) { return is_done(other); })) continue;
      const Choice choice = m_chooser.choose(srpm(i).info.build_requires, artifacts, {});
      if (!choice.solved) {
        explain(i, artifacts, lines);
        continue;
      }
      for (const std::string& digest : choice.files) need(i, maker_of(digest));
      if (m_jobs[i].generates) {
        for (const size_t other : built) need(i, other);
      }
      m_jobs[i].state = State::waiting;
      released = true;
    }
    if (!released) throw cannot_be_had(m_target, std::move(lines));
  }

  void explain(size_t i, const std::vector<const Artifact*>& artifacts,
               std::vector<std::string>& lines) const {
    solve::Universe universe = m_base.universe();
    std::vector<fs::path> files;
    for (const Artifact* artifact : artifacts) files.push_back(artifact->path);
    universe.add_files("product", files);
    const auto missing = universe.unprovided(srpm(i).info.build_requires);
    if (!missing.empty()) {
      const auto names = universe.provided_names();
      for (const std::string& requirement : missing)
        lines.push_back(missing_line(label(srpm(i)), requirement, names));
      return;
    }
    for (const solve::Problem& problem : universe.solve(srpm(i).info.build_requires).problems) {
      lines.push_back(
          fmt::format("{}: {}: {}", label(srpm(i)), problem.requirement, join(problem.explanation, "; ")));
    }
  }

  bool start_ready() {
    std::vector<size_t> ready;
    for (size_t i = 0; i < m_jobs.size(); ++i) {
      if (m_jobs[i].state == State::ready) ready.push_back(i);
    }
    if (ready.empty() || cancelled() || m_running >= std::max(1U, m_options.jobs)) return false;
    const std::vector<double> paths = critical_paths(m_needs, m_weights);
    std::ranges::stable_sort(ready, [&](size_t a, size_t b) { return paths[a] > paths[b]; });
    bool started = false;
    for (const size_t i : ready) {
      if (m_running >= std::max(1U, m_options.jobs)) break;
      start(i);
      started = true;
    }
    return started;
  }

  void start(size_t i) {
    Job& job = m_jobs[i];
    const std::string name = label(srpm(i));
    const std::string doing = fmt::format("building {} for {}", name, m_target.name);
    const bool is_forced =
        m_options.force &&
        (m_options.only.empty() || std::ranges::find(m_options.only, name) != m_options.only.end());
    if (!is_forced) {
      if (auto found = with_context(doing, [&] { return m_cache.find(job.task, m_reporter); })) {
        m_reporter.detail(fmt::format("{}: {}", name, found->reason));
        job.result = std::move(found);
        count_as_done(job);
        return;
      }
    }
    if (!std::exchange(m_began, true) && m_options.before_first) m_options.before_first();
    const std::string reason = is_forced ? "asked for" : m_cache.why(job.task);
    m_reporter.note(fmt::format("{}: {}", name, reason));
    job.state = State::running;
    ++m_running;
    job.thread = std::jthread([this, i, doing, reason] {
      const Activity::Under under(&m_building);
      Finished finished{.job = i};
      try {
        with_context(doing, [&] { build(i, reason); });
      } catch (...) {
        finished.failure = std::current_exception();
      }
      const std::lock_guard guard(m_mutex);
      m_finished.push_back(finished);
      m_changed.notify_one();
    });
  }

  // In a thread of its own.
  void build(size_t i, const std::string& reason) {
    Job& job = m_jobs[i];
    m_cache.forget_folder(job.task.request.result_folder);
    const FolderAside earlier(job.task.request.result_folder, m_workspace.tmp());
    BuildResult result = m_engine.build(job.task.request, m_reporter);
    result.reason = reason;
    m_cache.keep(job.task, result, m_reporter);
    job.result = std::move(result);
  }

  void count_as_done(Job& job) {
    job.state = State::done;
    ++m_done;
    m_building.step();
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
      Job& job = m_jobs[one.job];
      job.thread.join();
      --m_running;
      count_as_done(job);
      if (one.failure) m_failures.push_back(one);
    }
  }

  // One failure is told in full, several with a cause and a log each. What an interrupt ended is no failure
  // of its own.
  [[noreturn]] void throw_failed() const {
    std::map<size_t, Error> failed;  // in the order of the plan, which is that of every run
    for (const Finished& one : m_failures) {
      try {
        std::rethrow_exception(one.failure);
      } catch (const Error& error) {
        if (error.code() != ExitCode::interrupted) failed.emplace(one.job, error);
      }
    }
    if (failed.empty()) std::rethrow_exception(m_failures.front().failure);
    if (failed.size() == 1) throw failed.begin()->second;
    std::vector<std::string> names;
    std::vector<std::string> notes;
    ExitCode code = failed.begin()->second.code();
    for (const auto& [job, error] : failed) {
      if (error.code() == ExitCode::build) code = ExitCode::build;
      names.push_back(label(srpm(job)));
      notes.push_back(fmt::format("{}: {}", names.back(), error.what()));
      if (!error.notes().empty()) notes.push_back("  " + error.notes().back());  // where the log is
      if (!error.hint().empty()) notes.push_back("  hint: " + error.hint());
    }
    throw Error(code, fmt::format("{} builds failed: {}", names.size(), join(names, ", ")))
        .notes(std::move(notes));
  }

  Engine& m_engine;
  const Base& m_base;
  Chooser m_chooser;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  const BuildOptions& m_options;
  Activity& m_building;
  Reporter& m_reporter;
  ResultCache m_cache;
  Graph m_needs;
  std::vector<double> m_weights;  ///< seconds
  bool m_began = false;           ///< the first build
  size_t m_done = 0;
  unsigned m_running = 0;
  std::vector<Finished> m_failures;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<Finished> m_finished;
  std::vector<Job> m_jobs;  // last: its threads end before what they use does
};

// The same source packages against the same repositories have the same plan: no need to read metadata for it.
Plan plan_of(const std::vector<srpm::Srpm>& srpms, const Base& base, const std::string& environment,
             store::Store& store, Reporter& reporter) {
  const std::string key = plan_key(srpms, environment);
  if (const auto known = store.record("plan", key)) {
    if (auto plan = Plan::from_json(*known, srpms)) return std::move(*plan);
  }
  Activity activity(reporter, "ordering", "builds");
  Plan plan = make_plan(srpms, base, reporter);
  store.put_record("plan", key, plan.to_json());
  return plan;
}

}  // namespace

std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, Engine& engine,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter) {
  const Base base(engine, target, reporter);
  const std::string environment = engine.environment_sha256(target);
  std::vector<srpm::Srpm> chosen;
  if (!options.only.empty()) chosen = needed_by(options.only, srpms, base, reporter);
  if (!options.only.empty() && options.look_at_needed) options.look_at_needed(chosen);
  const std::vector<srpm::Srpm>& needed = options.only.empty() ? srpms : chosen;
  Plan plan = plan_of(needed, base, environment, store, reporter);
  Activity building(reporter, "building", "packages", plan.jobs.size());
  auto results = Builder(engine, base, environment, std::move(plan), target, workspace, store, options,
                         building, reporter)
                     .run(needed);
  const auto reused = std::ranges::count_if(results, &BuildResult::cached);
  building.result(
      fmt::format("{} built, {} unchanged", results.size() - static_cast<size_t>(reused), reused));
  return results;
}

std::vector<BuildResult> build_all(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                                   const config::Target& target, const store::Workspace& workspace,
                                   store::Store& store, const BuildOptions& options, Reporter& reporter) {
  const auto at_a_time = std::min<size_t>(options.jobs, std::max<size_t>(1, srpms.size()));
  const auto engine = make_engine(config, target, workspace, store, static_cast<unsigned>(at_a_time));
  return build_all(srpms, *engine, target, workspace, store, options, reporter);
}

}  // namespace rpmworks::build
