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

/// Tells what a job does while it is waited for, as the phases of the thread's innermost activity:
/// "queueing", then what BuildFollower sees, and with -v the lines of build.log. A job that is begun afresh
/// is followed afresh. For one thread.
class SlurmWatch {
 public:
  SlurmWatch(JobFiles files, std::string id, std::string subject, Reporter& reporter)
      : m_files(std::move(files)), m_id(std::move(id)), m_subject(std::move(subject)), m_reporter(reporter) {}

  /// What is known of the job by now. Gives the node that it was taken from since, if it was.
  std::optional<std::string> saw(const SlurmJob& job);
  /// Takes in what its logs say since.
  void read_on();
  /// The folder that holds the newest attempt's logs, as far as they have begun; else nothing.
  std::optional<fs::path> logs() const;
  /// The end of build.log as far as it came back: an engine that is ended removes what it made.
  const std::deque<std::string>& last_lines() const { return m_last; }
  /// How far the newest attempt came; null: it has begun no logs.
  const engine::BuildFollower* follower() const { return m_follower.get(); }

 private:
  std::string attempt() const;
  void follow(const std::string& attempt);

  JobFiles m_files;
  std::string m_id;
  std::string m_subject;
  Reporter& m_reporter;
  SlurmJob m_job;
  std::string m_ran_on;
  std::string m_hindrance;
  std::string m_attempt;
  fs::path m_logs;
  std::unique_ptr<engine::BuildFollower> m_follower;
  std::optional<engine::LogTail> m_build_log;
  std::deque<std::string> m_last;
};

}  // namespace rpmworks::slurm
