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

/// How often, and how long.
struct SlurmTimes {
  std::chrono::milliseconds tick{200};         ///< between two looks at a job's folder
  std::chrono::milliseconds poll{2000};        ///< between two looks at the queue
  std::chrono::milliseconds first_wait{1000};  ///< after a failure that passes; doubled up to the longest
  std::chrono::milliseconds longest_wait{30000};
  std::chrono::milliseconds patience{3600 * 1000};  ///< with a controller that does not answer
  std::chrono::milliseconds nodes{60000};           ///< after which nodes that are not known never will be
  std::chrono::milliseconds grace{15000};  ///< for what a job wrote last to be seen over a shared folder
};

/// Slurm's programs, and what the controller said last. All jobs are looked up with one squeue. Safe from
/// several threads.
class SlurmCluster {
 public:
  using Clock = std::chrono::steady_clock;

  /// `folder` is a place for the program that every job begins with.
  SlurmCluster(fs::path folder, const SlurmTimes& times) : m_folder(std::move(folder)), m_times(times) {}

  /// Whether jobs of this kind would be accepted. Throws Error(invalid) when not, Error(failed) when Slurm's
  /// programs are not installed.
  void require_usable(const config::Slurm& options, Reporter& reporter);
  /// Hands a job over and gives its id. While the controller does not answer it is waited for, and before
  /// another attempt the queue is looked through for what came of the one before. Throws Error(failed) when
  /// it is refused.
  std::string submit(const SlurmSubmission& job, const config::Slurm& options, Reporter& reporter);

  /// The newest job whose name has this key in it and that is not over, by a look at the queue that is no
  /// older than that.
  std::optional<SlurmJob> find(const std::string& key, Clock::time_point not_before, Reporter& reporter);
  /// From now on cancel_all ends it too.
  void adopt(const std::string& id);
  /// It needs no ending any more.
  void forget(const std::string& id);

  /// Looks at the queue when the last look was some time ago and nobody else does. A controller that does not
  /// answer is told of once; Error(failed) after too long a time.
  void look(Reporter& reporter);
  /// What the last look said of a job.
  struct Seen {
    std::optional<SlurmJob> job;  ///< nothing: the controller does not know it (any more)
    Clock::time_point when{};     ///< the look began; the epoch when there was none
  };
  Seen seen(const std::string& id) const;
  /// A node, as it is now; nothing when that cannot be said.
  std::optional<SlurmNode> node(const std::string& name) const;

  /// Ends one job, or all that were submitted or adopted and not forgotten. Runs at an interrupt too.
  void cancel(const std::string& id, Reporter& reporter);
  void cancel_all(Reporter& reporter);

 private:
  struct Snapshot {
    Clock::time_point when{};
    std::map<std::string, SlurmJob> by_id;
  };

  fs::path launcher() const;
  void look_since(Clock::time_point not_before, Reporter& reporter);
  /// By the last look, in the order of their ids.
  std::vector<SlurmJob> named_by(const std::string& key) const;
  bool try_look(Reporter& reporter);
  void no_answer(const std::string& what, const std::string& error, Reporter& reporter);
  void answered(Reporter& reporter);
  void wait_again() const;
  std::optional<std::vector<SlurmNode>> nodes(const std::string& option) const;
  std::string names_of_away(const config::Slurm& options) const;
  bool is_refused(const std::string& error, const config::Slurm& options, Clock::time_point since) const;
  void scancel(const std::vector<std::string>& ids, Reporter& reporter);

  fs::path m_folder;
  SlurmTimes m_times;
  std::mutex m_submitting;  ///< one sbatch at a time: a controller is easily flooded
  std::mutex m_looking;     ///< one squeue at a time
  mutable std::mutex m_mutex;
  Snapshot m_snapshot;
  std::set<std::string> m_ours;
  std::optional<Clock::time_point> m_down_since;
  Clock::time_point m_next_look{};
  std::chrono::milliseconds m_wait{0};
};

/// Waits that long, or until an interrupt, which is thrown.
void wait_or_throw(std::chrono::milliseconds time);

}  // namespace rpmworks::slurm
