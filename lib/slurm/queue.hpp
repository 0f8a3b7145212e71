// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::slurm {

/// A job as squeue shows it.
struct Job {
  std::string id;
  std::string state;   ///< "PENDING", "RUNNING", …: JOB STATE CODES of squeue(1)
  std::string reason;  ///< why it waits: "Resources", or "None"
  std::string node;
  std::string name;

  /// The job has ended and will not run again.
  bool is_over() const;
  /// The job is COMPLETING: it will be over, or back in the queue.
  bool is_ending() const;
  /// The job waits for nodes, or is held.
  bool is_queued() const;
  /// The job is queued and will never start.
  bool is_hopeless() const;
  /// The reason, as a message, if the job waits for something besides the end of other jobs; else "".
  std::string hindrance() const;
};

/// The number of a job id; 0 if it is not a number.
long job_number(const std::string& id);

/// The jobs in what squeue prints in the form `id|state|reason|nodes|name`; other lines are skipped.
std::vector<Job> parse_queue(const std::string& text);

/// A node as sinfo shows it.
struct Node {
  std::string name;
  std::string state;   ///< "idle", "down*", …: NODE STATE CODES of sinfo(1), with a sign at the end
  std::string reason;  ///< why it is unavailable: "Not responding", or "none"

  /// Slurm starts no jobs on this node at present.
  bool is_away() const;
  /// The node has not registered or has stopped responding, and the controller still waits for it.
  bool may_report() const;
  /// "n1 is down (Not responding)"
  std::string text() const;
};

/// The nodes in what sinfo prints in the form `node|state|reason`, each once; other lines are skipped.
std::vector<Node> parse_nodes(const std::string& text);

}  // namespace rpmworks::slurm
