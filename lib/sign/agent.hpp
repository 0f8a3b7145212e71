// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

#include "core/files.hpp"

namespace rpmworks::sign {

/// The gpg-agent of a home, for as long as this object lives: started here unless one is running, which is
/// left alone then.
///
/// An agent makes itself a daemon, so nobody else would end the one of a run that was killed. A process of
/// its own, the guard, does, and it starts the agent as well: were gpg to start it and be killed while it
/// does, the agent would come up after everybody had looked for it.
class Agent {
 public:
  /// `environment`: what the agent runs in. One that cannot be started is no error: gpg tries again, and says
  /// why it cannot.
  Agent(const fs::path& home, const std::map<std::string, std::string>& environment);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

 private:
  fs::path m_socket;
  FileDescriptor m_lifeline;  ///< its end tells the guard that we are gone
  pid_t m_guard = -1;
};

}  // namespace rpmworks::sign
