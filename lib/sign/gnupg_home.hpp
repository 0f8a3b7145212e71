// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"
#include "sign/agent.hpp"

namespace rpmworks::sign {

/// A fast fingerprint of the keys in a home, computed from its files without starting GnuPG. If it is equal,
/// no key changed; if it differs, keys may have changed. `homedir` empty: the user's own.
std::string cheap_home_digest(const fs::path& homedir);

/// The path of a home as messages show it. `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg).
fs::path shown_home(const fs::path& homedir);

/// A GnuPG home in the form that GnuPG's programs can use, and the agent that they start for it.
///
/// gpg-agent listens on a socket in the home, and the path of a socket is limited to 107 bytes: rpmworks
/// reaches a home with a longer path through a short symbolic link. An agent that this program caused to
/// start ends with this object, or when the program is killed. An agent that was already running is not
/// ended.
class GnupgHome {
 public:
  /// `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg), whose agent is never ended. Throws
  /// Error(trust) if the folder does not exist.
  explicit GnupgHome(const fs::path& homedir);
  GnupgHome(const GnupgHome&) = delete;
  GnupgHome& operator=(const GnupgHome&) = delete;

  /// The home as it is passed to gpg.
  const fs::path& path() const { return m_path; }
  /// The home as messages show it.
  const fs::path& shown() const { return m_shown; }
  /// The environment for GnuPG's programs: this home, messages in English, no terminal.
  std::map<std::string, std::string> environment() const;
  /// A command that runs gpg in this home without prompts and without reading gpg.conf: its effect must not
  /// depend on options in that file.
  Command gpg(const std::vector<std::string>& arguments) const;

  /// Runs a command of gpg(). If the agent ends meanwhile, starts another one and runs the command again: an
  /// agent that another run started ends with that run. Thread-safe.
  ProcessResult run(const Command& command);
  /// Waits a moment, and makes sure that an agent runs. Does nothing for the user's own home.
  void renew_agent();
  /// Whether the agent ended while a program of GnuPG ran; if so, makes sure that one runs again. False from
  /// the tenth `attempt` on, which is counted from 0.
  bool has_new_agent(const ProcessResult& result, int attempt);

 private:
  fs::path m_shown;
  fs::path m_path;
  std::optional<TempDir> m_short;
  std::optional<Agent> m_agent;
  std::mutex m_reviving;
};

}  // namespace rpmworks::sign
