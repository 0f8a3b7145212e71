// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <memory>

#include "process/process.hpp"

namespace rpmworks {

/// A process that runs in its own process group. Whatever happens, no process of the group survives.
///
/// The group's id is the process id of its leader. After the leader was waited for and the group is empty,
/// the kernel may give the number to another process. So the group is killed before the leader is waited for,
/// and is not signalled afterwards.
class Running {
 public:
  virtual ~Running() = default;  ///< kills the group and waits for the leader
  Running() = default;
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  virtual int pid() const = 0;
  /// A descriptor that becomes readable when the leader has ended.
  virtual int pidfd() const = 0;
  /// Signals the whole group. Do not call it after reap.
  virtual void signal(int number) = 0;
  /// Call it when the leader has ended. Kills the remaining processes of the group, and sets the leader's
  /// exit status and resource usage in `result`.
  virtual void reap(ProcessResult& result) = 0;
};

/// The child's three streams.
struct ChildStreams {
  int in = -1;
  int out = -1;
  int err = -1;
};

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};
Pipe make_pipe();

/// The file of a program, which is looked up in PATH unless the name has a slash. Throws Error if it is not
/// installed, with a hint that names the Debian package if it is known.
fs::path resolve_program(const std::string& name);

/// Starts `command`, using the file `program`. Throws Error if that fails.
std::unique_ptr<Running> launch(const Command& command, const fs::path& program, const ChildStreams& streams);

}  // namespace rpmworks
