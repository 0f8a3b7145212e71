// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "slurm/programs.hpp"
#include "slurm/queue.hpp"

namespace rpmworks::slurm {

/// Intervals and timeouts.
struct Times {
  std::chrono::milliseconds tick{200};         ///< between two checks of a job's folder
  std::chrono::milliseconds poll{2000};        ///< between two checks of the queue
  std::chrono::milliseconds first_wait{1000};  ///< after a transient failure; doubled up to the longest
  std::chrono::milliseconds longest_wait{30000};
  std::chrono::milliseconds patience{3600 * 1000};  ///< with a controller that does not answer
  std::chrono::milliseconds nodes{60000};           ///< for nodes to register with a restarted controller
  std::chrono::milliseconds grace{15000};  ///< until a job's last files are visible on a shared file system
};

/// A Slurm cluster, used through Slurm's programs. One squeue looks up all jobs. Thread-safe.
class Cluster {
 public:
  using Clock = std::chrono::steady_clock;

  /// `folder` holds the script that every job starts with.
  Cluster(fs::path folder, const Times& times) : m_folder(std::move(folder)), m_times(times) {}

  /// Throws Error(invalid) if jobs with these options would not be accepted, Error(failed) if Slurm's
  /// programs are not installed.
  void require_usable(const config::Slurm& options, Reporter& reporter);
  /// Submits a job and returns its id. If the controller does not answer, waits and retries; before each
  /// retry the queue is searched for the job, in case it was accepted. Throws Error(failed) if the job is
  /// refused.
  std::string submit(const Submission& job, const config::Slurm& options, Reporter& reporter);

  /// The newest job that is not over and whose name contains this key. The queue is read again if the last
  /// reading is older than `not_before`.
  std::optional<Job> find(const std::string& key, Clock::time_point not_before, Reporter& reporter);
  /// Makes cancel_all end this job too.
  void adopt(const std::string& id);
  /// The job is over: cancel_all must not end it.
  void forget(const std::string& id);

  /// Reads the queue if the last reading is old and no other thread is reading it. Warns once if the
  /// controller does not answer. Throws Error(failed) if it does not answer for too long.
  void look(Reporter& reporter);
  /// A job in the last reading of the queue.
  struct Seen {
    std::optional<Job> job;    ///< nothing if the controller does not know it, or no longer does
    Clock::time_point when{};  ///< when the reading began; the epoch if there was none
  };
  Seen seen(const std::string& id) const;
  /// The current state of a node. Nothing if it is unknown.
  std::optional<Node> node(const std::string& name) const;

  /// Cancels one job, or all jobs that were submitted or adopted and not forgotten. Works after an interrupt,
  /// too.
  void cancel(const std::string& id, Reporter& reporter);
  void cancel_all(Reporter& reporter);

 private:
  struct Snapshot {
    Clock::time_point when{};
    std::map<std::string, Job> by_id;
  };

  fs::path launcher() const;
  void look_since(Clock::time_point not_before, Reporter& reporter);
  /// From the last reading of the queue, in the order of their ids.
  std::vector<Job> named_by(const std::string& key) const;
  bool try_look(Reporter& reporter);
  void no_answer(const std::string& what, const std::string& error, Reporter& reporter);
  void answered(Reporter& reporter);
  void wait_again() const;
  std::optional<std::vector<Node>> nodes(const std::string& option) const;
  std::string unavailable_nodes(const config::Slurm& options) const;
  bool is_refused(const std::string& error, const config::Slurm& options, Clock::time_point since) const;
  void scancel(const std::vector<std::string>& ids, Reporter& reporter);

  fs::path m_folder;
  Times m_times;
  std::mutex m_submitting;  ///< one sbatch at a time: a controller is easily flooded
  std::mutex m_looking;     ///< one squeue at a time
  mutable std::mutex m_mutex;
  Snapshot m_snapshot;
  std::set<std::string> m_ours;
  std::optional<Clock::time_point> m_down_since;
  Clock::time_point m_next_look{};
  std::chrono::milliseconds m_wait{0};
};

/// Waits for this time. An interrupt is thrown.
void wait_or_throw(std::chrono::milliseconds time);

}  // namespace rpmworks::slurm
