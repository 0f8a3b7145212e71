// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/result.hpp"

namespace rpmworks::schedule {

/// How one job of a run went. Times are in seconds since the run began.
struct JobRun {
  enum class State { not_built, unchanged, built, failed };
  std::string name;
  std::string nevra;
  State state = State::not_built;
  double begin = 0;
  double end = 0;
  size_t slot = 0;            ///< of those that work side by side
  std::string host;           ///< empty: the machine of the run
  std::vector<size_t> needs;  ///< positions of the jobs that it waits for
  bool deferred = false;      ///< it waited for all, as any might have provided what it needs
  std::string phase;          ///< in which it failed
  std::string reason;         ///< why it was built, or why not

  bool ran() const { return state == State::built || state == State::failed; }
};

/// "not built", "unchanged", "built", "failed"
std::string state_name(JobRun::State state);

/// A run of builds: what ran when, where, and what it waited for.
struct Timeline {
  std::string target;
  std::string engine;
  int64_t began = 0;   ///< seconds since 1970
  double seconds = 0;  ///< that the run took
  std::vector<JobRun> jobs;

  bool has_built() const;
  std::string to_json() const;
  /// Nothing when the text is not what to_json writes.
  static std::optional<Timeline> from_json(const std::string& text);
};

/// What a job that ran waited for last before it began.
struct Waited {
  enum class For { nothing, need, any, slot };
  For what = For::nothing;
  size_t job = 0;      ///< the need, the last of all, or the job before it on its slot
  double seconds = 0;  ///< from the end of that need or, for a slot, of its needs, to its begin
};
Waited waited_for(const Timeline& timeline, size_t job);

/// The jobs that made the run take as long as it did, the first before the last: the one that ended last,
/// what it waited for last, and so on.
std::vector<size_t> critical_jobs(const Timeline& timeline);

/// Takes down a run while it goes on. For one thread.
class RunRecord {
 public:
  explicit RunRecord(size_t jobs) : m_jobs(jobs) {}
  /// The job begins now, on the first slot that is free.
  void begin(size_t job);
  void end(size_t job);
  /// What was taken down by now; names, states and needs are the caller's to fill in.
  Timeline timeline() const;

 private:
  double now() const;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point m_began = std::chrono::system_clock::now();
  std::vector<JobRun> m_jobs;
  std::vector<bool> m_slots;  ///< which are taken
};

}  // namespace rpmworks::schedule
