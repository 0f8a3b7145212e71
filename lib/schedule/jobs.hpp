// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "buildplan/choice.hpp"
#include "buildplan/graph.hpp"
#include "buildplan/plan.hpp"
#include "engine/unfulfilled.hpp"
#include "schedule/result_cache.hpp"
#include "schedule/setup.hpp"

namespace rpmworks::schedule {

/// What the jobs of a run are made from, beside the plan. All of it must outlive the Jobs.
struct JobInputs {
  const buildplan::Repositories& repositories;
  const std::string& environment;  ///< Engine::environment_sha256
  const ResultCache& cache;
};

/// The builds of a run: their states, which of them need which others, and which packages of the product each
/// sees. None of this depends on how fast a build is. Not thread-safe, except that another thread may read a
/// job while it runs.
class Jobs {
 public:
  enum class State {
    deferred,  ///< waits until its requirements turn up
    waiting,   ///< waits for the jobs that it needs
    ready,
    running,
    done,
    failed,
    blocked  ///< a job that it needs failed or is blocked
  };
  struct Job {
    State state = State::waiting;
    bool generates = false;           ///< has %generate_buildrequires
    std::vector<std::string> learnt;  ///< Plan::Step::learnt
    bool was_released = false;        ///< by release_deferred
    /// The target with the macros of a bootstrap build; null for a full build.
    std::unique_ptr<const config::Target> bootstrap_target;
    std::optional<Error> asked_in_vain;  ///< why its last attempt ended: it asked for more packages
    Task task;
    std::optional<engine::BuildResult> result;
    std::optional<Error> failure;
    double weight = 0;  ///< how long its last build took, in seconds

    const engine::PackagePtr& package() const { return task.request.package; }
    const srpm::Srpm& srpm() const { return package()->srpm; }
    std::string label() const { return package()->label(); }
    bool is_bootstrap() const { return package()->is_bootstrap(); }
    bool is_over() const { return state >= State::done; }
  };

  Jobs(buildplan::Plan plan, const Setup& setup, const JobInputs& inputs);

  size_t size() const { return m_jobs.size(); }
  const Job& operator[](size_t i) const { return m_jobs[i]; }
  /// How many jobs are done, failed or blocked.
  size_t over() const;
  /// The jobs that this one needs, as far as known.
  const std::vector<size_t>& needs(size_t i) const { return m_needs[i]; }

  /// Makes jobs ready when all that they need is built, and blocks jobs when something they need failed.
  /// Returns whether any job changed.
  bool settle();
  /// The ready jobs. The job that the longest chain of other jobs waits for comes first, by their weights.
  std::vector<size_t> ready();
  /// Called when no job is running or ready. Retries deferred jobs with the packages built so far. A job that
  /// still lacks something is blocked if a failed package is known to have provided it, and fails otherwise.
  /// Returns whether any job changed state. In a forecast, jobs that would be built count as failed, and any
  /// of them may provide what is missing.
  bool release_deferred(bool is_forecast = false);

  /// The result is in the store; the job is done.
  void reuse(size_t i, engine::BuildResult result);
  /// The result is in the store; the job stays ready, to be built once more and compared.
  void reuse_for_check(size_t i, engine::BuildResult result);
  /// The job would have to be built. It counts as failed in a forecast, without a failure.
  void forecast_build(size_t i);
  /// The build of the job starts.
  void start(size_t i);
  /// The build of the job succeeded.
  void finish(size_t i, engine::BuildResult result);
  /// The build of the job failed. With a result (a package that is not reproducible) the job is done all the
  /// same, and other jobs may use it.
  void fail(size_t i, Error failure, std::optional<engine::BuildResult> result = std::nullopt);
  /// The build of the job ended because it asked for packages that it did not see. Returns false if no other
  /// job may provide them; then the caller reports the failure. Otherwise the job waits for that other job,
  /// or if it has %generate_buildrequires, for all jobs that do not need it. The requirements are recorded,
  /// so that the next run knows them from the start.
  bool retry_with(size_t i, const engine::Unfulfilled& error);

  /// The failed jobs that keep this one from being built, sorted.
  std::vector<size_t> causes(size_t i) const;
  /// Moves the result out of a job that will not be used any more.
  std::optional<engine::BuildResult> take_result(size_t i);

 private:
  /// A requirement of a job that cannot be fulfilled.
  struct Lack {
    std::string line;  ///< for messages
    std::string name;  ///< what nothing provides; empty for a conflict
  };
  bool all_done(const std::vector<size_t>& jobs) const;
  std::vector<const engine::Artifact*> visible_packages(size_t i, const std::vector<size_t>& jobs) const;
  void show_packages(size_t i, std::vector<const engine::Artifact*> artifacts);
  void add_needs(size_t i, const std::vector<size_t>& others);
  bool settle(size_t i);
  buildplan::Choice choose(size_t i, const buildplan::BuildRequirements& needs,
                           const std::vector<size_t>& built,
                           const std::vector<const engine::Artifact*>& artifacts);
  std::string asked_key(size_t i) const;
  bool recall_asked(size_t i);
  void give_up(size_t i, const std::vector<const engine::Artifact*>& artifacts, bool is_forecast);
  std::vector<size_t> unbuilt_others(size_t i) const;
  std::vector<size_t> failed_providers(size_t i, const std::vector<const engine::Artifact*>& artifacts,
                                       const std::vector<Lack>& lacks);
  std::vector<Lack> missing(size_t i, const std::vector<const engine::Artifact*>& artifacts) const;

  const buildplan::Repositories& m_repositories;
  store::Store& m_store;
  std::string m_environment;
  buildplan::Chooser m_chooser;
  std::vector<Job> m_jobs;
  buildplan::Graph m_needs;
  buildplan::Graph m_needed_by;
  std::unordered_map<std::string, size_t> m_by_nevra;  ///< without bootstrap builds
  std::vector<double> m_paths;                         ///< critical_paths; empty if needs have changed since
};

/// The BuildRequires and BuildConflicts of a job, with what its earlier attempts asked for.
buildplan::BuildRequirements requirements_of(const Jobs::Job& job);

}  // namespace rpmworks::schedule
