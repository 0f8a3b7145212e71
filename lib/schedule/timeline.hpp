// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/result.hpp"

namespace rpmworks::schedule {

/// A job in the timeline of a run. Times are in seconds since the run began.
struct JobRun {
  enum class State { not_built, unchanged, built, failed };
  std::string name;
  std::string nevra;
  State state = State::not_built;
  double begin = 0;
  double end = 0;
  size_t slot = 0;            ///< jobs with different slots ran in parallel
  std::string host;           ///< empty for the machine of the run
  std::vector<size_t> needs;  ///< positions of the jobs that it needs
  bool deferred = false;      ///< it waited for all other jobs, because any might provide what it needs
  std::string phase;          ///< in which it failed
  std::string reason;         ///< why it was built, or not

  bool ran() const { return state == State::built || state == State::failed; }
};

/// "not built", "unchanged", "built", "failed"
std::string state_name(JobRun::State state);

/// The timeline of a run of builds: what ran when and where, and what it waited for.
struct Timeline {
  std::string target;
  std::string engine;
  int64_t began = 0;   ///< seconds since 1970
  double seconds = 0;  ///< duration of the run
  std::vector<JobRun> jobs;

  bool has_built() const;
  std::string to_json() const;
  /// Nothing if the text is not what to_json writes.
  static std::optional<Timeline> from_json(const std::string& text);
};

/// What a job waited for last before it started.
struct Waited {
  enum class For { nothing, need, any, slot };
  For what = For::nothing;
  size_t job = 0;      ///< the job it needs, the last of all jobs, or the job before it on its slot
  double seconds = 0;  ///< from the end of that job (for a slot: of the jobs it needs) to its start
};
Waited waited_for(const Timeline& timeline, size_t job);

/// The jobs that determined the duration of the run, in the order in which they ran: the job that ended last,
/// the job that it waited for last, and so on.
std::vector<size_t> critical_jobs(const Timeline& timeline);

/// Records the times of a run. Not thread-safe.
class RunRecord {
 public:
  explicit RunRecord(size_t jobs) : m_jobs(jobs) {}
  /// The job starts now, on the first free slot.
  void begin(size_t job);
  void end(size_t job);
  /// The times recorded so far. The caller fills in names, states and needs.
  Timeline timeline() const;

 private:
  double now() const;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point m_began = std::chrono::system_clock::now();
  std::vector<JobRun> m_jobs;
  std::vector<bool> m_slots;  ///< true for those in use
};

}  // namespace rpmworks::schedule
