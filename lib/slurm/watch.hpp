// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "core/events.hpp"
#include "engine/follower.hpp"
#include "engine/log_tail.hpp"
#include "slurm/cluster.hpp"
#include "slurm/job_record.hpp"

namespace rpmworks::slurm {

/// Reports what a job does while a thread waits for it, as phases of the thread's innermost activity:
/// "queueing", then the phases of BuildFollower, and with -v the lines of build.log. If Slurm restarts the
/// job, the new attempt is followed. Not thread-safe.
class JobWatch {
 public:
  JobWatch(JobFiles files, std::string id, std::string subject, Reporter& reporter)
      : m_files(std::move(files)), m_id(std::move(id)), m_subject(std::move(subject)), m_reporter(reporter) {}

  /// Updates the state of the job. If Slurm took the job from a node since the last call, returns that node.
  std::optional<std::string> saw(const Job& job);
  /// Reads what was written to its logs since the last call.
  void read_on();
  /// The folder with the logs of the newest attempt. Nothing if it has none yet.
  std::optional<fs::path> logs() const;
  /// The end of build.log as far as it was read. An engine that is terminated removes its logs.
  const std::deque<std::string>& last_lines() const { return m_last; }
  /// The progress of the newest attempt; null if it has no logs yet.
  const engine::BuildFollower* follower() const { return m_follower.get(); }

 private:
  std::string attempt() const;
  void follow(const std::string& attempt);

  JobFiles m_files;
  std::string m_id;
  std::string m_subject;
  Reporter& m_reporter;
  Job m_job;
  std::string m_ran_on;
  std::string m_hindrance;
  std::string m_attempt;
  fs::path m_logs;
  std::unique_ptr<engine::BuildFollower> m_follower;
  std::optional<engine::LogTail> m_build_log;
  std::deque<std::string> m_last;
};

}  // namespace rpmworks::slurm
