// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "core/files.hpp"

namespace rpmworks::sign {

/// Keeps a gpg-agent running for a GnuPG home during the lifetime of this object. Starts the agent, unless
/// one is already running; an agent that somebody else started is not ended.
///
/// Several runs may use one agent, and the last one ends it: while they use it, they hold a shared lock on a
/// file beside the agent's socket, S.gpg-agent.rpmworks. The file names the process of the agent that they
/// started. It is locked exclusively only while the agent is ended, so no run begins with an agent that is
/// about to end.
///
/// An agent turns itself into a daemon, so it would survive if the program were killed. Therefore a separate
/// process, the guard, starts the agent and ends it when the program is gone. gpg must not start the agent:
/// if gpg were killed while starting it, the agent could appear after the guard has looked for it.
class Agent {
 public:
  /// `environment`: the agent's environment. If the agent cannot be started, this is no error: gpg tries
  /// again and reports the reason.
  Agent(const fs::path& home, const std::map<std::string, std::string>& environment);
  ~Agent();
  /// Whether an agent answers now.
  bool runs() const;
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

 private:
  fs::path m_socket;
  FileDescriptor m_lifeline;  ///< closing it tells the guard, which holds the lock, that the program is gone
  pid_t m_guard = -1;
};

}  // namespace rpmworks::sign
