// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"

namespace rpmworks::sign {

/// A fast fingerprint of the keys in a home, computed from its files without starting GnuPG. If it is equal,
/// no key changed; if it differs, keys may have changed. `homedir` empty: the user's own.
std::string cheap_home_digest(const fs::path& homedir);

/// The path of a home as messages show it. `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg).
fs::path shown_home(const fs::path& homedir);

/// A GnuPG home, and commands that use it. None of them starts an agent that outlives the command.
class GnupgHome {
 public:
  /// `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg). Throws Error(trust) if the folder does not
  /// exist.
  explicit GnupgHome(const fs::path& homedir);

  const fs::path& path() const { return m_path; }
  /// The folder of the secret keys; the file names are their keygrips.
  fs::path secret_keys() const { return m_path / "private-keys-v1.d"; }

  /// A command that runs gpg in this home without prompts and without reading gpg.conf: its effect must not
  /// depend on options in that file.
  Command gpg(const std::vector<std::string>& arguments) const;
  /// A command that runs gpg-agent for this home alone: it answers on its standard output, has no socket, and
  /// ends with its standard input (gpg-agent(1), --server). `arguments` are options.
  Command agent(const std::vector<std::string>& arguments) const;
  /// The socket of the agent that programs of GnuPG use for this home, whether or not it runs. Runs gpgconf.
  fs::path agent_socket() const;

 private:
  /// This home, messages in English, no terminal.
  std::map<std::string, std::string> environment() const;

  fs::path m_path;
};

}  // namespace rpmworks::sign
