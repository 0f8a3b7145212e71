// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <memory>

#include "process/process.hpp"

namespace rpmworks {

/// A process that runs in a group of its own. Whatever happens, no process of the group is left behind.
///
/// The group's id is its leader's process id. The kernel may give that number to somebody else once the
/// leader has been waited for and the group is empty. So the group is killed while its leader is still to be
/// waited for, and never signalled afterwards.
class Running {
 public:
  virtual ~Running() = default;  ///< kills the group, and waits for the leader
  Running() = default;
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  virtual int pid() const = 0;
  /// Becomes readable when the leader has ended.
  virtual int pidfd() const = 0;
  /// Signals the whole group. Not after reap.
  virtual void signal(int number) = 0;
  /// When the leader has ended: kills what it left in its group, and says how it ended and what it took.
  virtual void reap(ProcessResult& result) = 0;
};

/// The child's three streams.
struct ChildStreams {
  int in = -1;
  int out = -1;
  int err = -1;
};

/// Starts `command`, whose program is the file `program`. Throws Error when that cannot be done.
std::unique_ptr<Running> launch(const Command& command, const fs::path& program, const ChildStreams& streams);

}  // namespace rpmworks
