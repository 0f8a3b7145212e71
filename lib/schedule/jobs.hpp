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

namespace rpmworks::schedule {

/// What is to be built: what each build waits for, what it will see, and which are left without what they
/// need. Who needs whom, and who sees what, does not depend on how fast others are built. For one thread.
class Jobs {
 public:
  enum class State {
    deferred,  ///< until what it needs turns up
    waiting,   ///< for what it needs
    ready,
    running,
    done,
    failed,
    blocked  ///< what it needs failed, or will not be built either
  };
  struct Job {
    State state = State::waiting;
    bool generates = false;                  ///< asks for more BuildRequires while it is built
    std::vector<std::string> learnt;         ///< of the plan
    bool was_released = false;               ///< by release_deferred
    std::unique_ptr<config::Target> target;  ///< of a first round, with its macros
    std::optional<Error> asked_in_vain;      ///< why it ended when it was tried: it asked for more packages
    Task task;
    std::optional<engine::BuildResult> result;
    std::optional<Error> failure;
    double weight = 0;  ///< seconds that it took the last time

    const srpm::Srpm& srpm() const { return *task.request.srpm; }
    bool is_first_round() const { return !srpm().extra_macros.empty(); }
    bool is_over() const { return state >= State::done; }
  };

  Jobs(buildplan::Plan plan, const buildplan::Base& base, store::Store& store, const std::string& environment,
       const store::Workspace& workspace, const ResultCache& cache);

  size_t size() const { return m_jobs.size(); }
  Job& operator[](size_t i) { return m_jobs[i]; }
  const Job& operator[](size_t i) const { return m_jobs[i]; }
  /// How many will not be looked at again.
  size_t over() const;
  /// What the job needs as far as it is known by now.
  const std::vector<size_t>& needs(size_t i) const { return m_needs[i]; }

  /// Makes those ready whose needs are built, and blocks those whose needs failed. Gives whether anything
  /// changed.
  bool settle();
  /// Those that are ready, the one first that the longest chain of others waits for, by how long they took.
  std::vector<size_t> ready();
  /// Called when nothing runs and nothing is ready: those that waited for what nobody promised get what there
  /// is by now. Those that lack something are blocked when packages that failed are known to have had it, and
  /// fail otherwise. Gives whether anything changed. Of a forecast everything that would be built counts as
  /// failed, and any of that may turn out to have what is lacking.
  bool release_deferred(bool is_forecast = false);

  /// A build ended because it asked for these, which it did not see. Where another job of the product may
  /// provide them, the job waits for that one, and this gives true; one that generates its BuildRequires
  /// waits for all that do not need it. What it asked for is remembered, so that the next run knows it at
  /// once.
  bool look_again(size_t i, const engine::Unfulfilled& error);

  /// The failed jobs that keep this one from being built; sorted.
  std::vector<size_t> causes(size_t i) const;

 private:
  /// What a job cannot have: a line for people, and the name that nothing provides; empty for a conflict.
  struct Lack {
    std::string line;
    std::string name;
  };
  bool all_done(const std::vector<size_t>& jobs) const;
  std::vector<const engine::Artifact*> made_for(size_t i, const std::vector<size_t>& jobs) const;
  void let_see(size_t i, std::vector<const engine::Artifact*> artifacts);
  void need(size_t i, const std::vector<size_t>& others);
  bool settle(size_t i);
  buildplan::Choice choose(size_t i, const buildplan::BuildNeeds& needs, const std::vector<size_t>& built,
                           const std::vector<const engine::Artifact*>& artifacts);
  std::string asked_key(size_t i) const;
  bool recall(size_t i);
  void give_up(size_t i, const std::vector<const engine::Artifact*>& artifacts, bool is_forecast);
  std::vector<size_t> lost_for(size_t i) const;
  std::vector<size_t> failed_holders(size_t i, const std::vector<const engine::Artifact*>& artifacts,
                                     const std::vector<Lack>& lacks);
  std::vector<Lack> missing(size_t i, const std::vector<const engine::Artifact*>& artifacts) const;

  const buildplan::Base& m_base;
  store::Store& m_store;
  std::string m_environment;
  buildplan::Chooser m_chooser;
  std::vector<Job> m_jobs;
  buildplan::Graph m_needs;
  buildplan::Graph m_needed_by;
  std::unordered_map<std::string, size_t> m_by_nevra;  ///< first rounds apart
  std::vector<double> m_paths;  ///< critical_paths; empty when needs have changed since
};

}  // namespace rpmworks::schedule
