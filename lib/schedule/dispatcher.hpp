// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/events.hpp"
#include "schedule/build.hpp"
#include "schedule/jobs.hpp"
#include "schedule/result_cache.hpp"
#include "schedule/selection.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::schedule {

/// What a Dispatcher works on. All of it must outlive the Dispatcher.
struct Dispatch {
  const Setup& setup;
  Jobs& jobs;
  ResultCache& cache;
  const Selection& selection;
  const BuildOptions& options;
};

/// Runs jobs, several at a time. One thread takes all decisions and changes the jobs; the others only build.
class Dispatcher {
 public:
  Dispatcher(const Dispatch& dispatch, Activity& building, Reporter& reporter);

  /// Runs until no job can run any more, or until a failure ends the run.
  void run();
  /// What failed builds asked for in vain, if every failure was of this kind. Packages that are not part of
  /// the run may provide it.
  std::vector<std::string> asked_in_vain() const;
  /// Moves the results out of the jobs. Call it once, after run.
  Outcome outcome();

 private:
  struct Finished {
    size_t job = 0;
    std::optional<engine::BuildResult> result;
    std::exception_ptr failure;
    std::chrono::nanoseconds elapsed{};
  };

  void throw_if_cancelled_when_idle() const;
  bool has_slot() const;
  bool start_ready();
  std::string doing(size_t i) const;
  bool take_from_store(size_t i);
  bool is_checked(const Jobs::Job& job) const;
  bool is_admitted();
  void start(size_t i);
  void warn_of_options(const engine::Package& package);
  void build(const std::string& reason, Finished& finished);
  engine::BuildResult build_anew(const Jobs::Job& job, const std::string& reason);
  void take_finished();
  bool is_retried(const Finished& finished);
  Error failure_of(const Finished& finished);
  void note_failure(const Finished& finished, const Error& failure);

  const Setup& m_setup;
  Jobs& m_jobs;
  ResultCache& m_cache;
  const Selection& m_selection;
  const BuildOptions& m_options;
  Activity& m_building;
  Reporter& m_reporter;
  std::vector<bool> m_looked_up;                    ///< whose result was looked up in the store
  std::vector<std::vector<std::string>> m_in_vain;  ///< what failed builds asked for
  bool m_began = false;                             ///< the first build has started
  bool m_waited = false;                            ///< for memory or disk
  bool m_ends = false;                              ///< no further build starts
  unsigned m_running = 0;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<Finished> m_finished;
  std::vector<std::chrono::nanoseconds> m_elapsed;
  RunRecord m_record;
  std::vector<std::jthread> m_threads;  ///< last: they must end before the members that they use
};

}  // namespace rpmworks::schedule
