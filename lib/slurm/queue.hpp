// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::slurm {

/// A job as squeue shows it.
struct SlurmJob {
  std::string id;
  std::string state;   ///< "PENDING", "RUNNING", …: JOB STATE CODES of squeue(1)
  std::string reason;  ///< why it waits: "Resources"; "None"
  std::string node;
  std::string name;

  /// It has ended, and will not run again.
  bool is_over() const;
  /// It is COMPLETING: about to be over, or to be put back into the queue.
  bool is_ending() const;
  /// It waits for nodes, or to be let go on.
  bool is_queued() const;
  /// It waits and would for ever.
  bool is_hopeless() const;
  /// What keeps it waiting that other jobs' ends do not mend, for a person; empty: nothing.
  std::string hindrance() const;
};

/// The number that an id is; 0: it is none.
long job_number(const std::string& id);

/// The jobs in what squeue prints in the form `id|state|reason|nodes|name`; other lines are passed over.
std::vector<SlurmJob> parse_queue(const std::string& text);

/// A node as sinfo shows it.
struct SlurmNode {
  std::string name;
  std::string state;   ///< "idle", "down*", …: NODE STATE CODES of sinfo(1), with a sign at the end
  std::string reason;  ///< why it is away: "Not responding"; "none"

  /// Nothing is begun there at present.
  bool is_away() const;
  /// The controller has not heard of it, or not for a while, and has not given it up.
  bool may_report() const;
  /// "n1 is down (Not responding)"
  std::string text() const;
};

/// The nodes in what sinfo prints in the form `node|state|reason`, each once; other lines are passed over.
std::vector<SlurmNode> parse_nodes(const std::string& text);

}  // namespace rpmworks::slurm
