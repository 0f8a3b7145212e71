// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "process/process.hpp"
#include "sign/agent.hpp"

namespace rpmworks::sign {

/// Fast fingerprint of the keys in a home, computed from its files without starting GnuPG. Equal: no key
/// changed. Different: proves nothing. `homedir` empty: the user's own.
std::string cheap_home_digest(const fs::path& homedir);

/// What a person calls a home. `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg).
fs::path shown_home(const fs::path& homedir);

/// A GnuPG home as its programs can use it, and the agent they start for it.
///
/// gpg-agent listens on a socket in the home, whose path may have 107 bytes: a longer home is reached by a
/// short symbolic link. An agent that this program caused to start ends with this object, or with the program
/// when that is killed; one that ran before is left alone.
class GnupgHome {
 public:
  /// `homedir` empty: the user's own ($GNUPGHOME or ~/.gnupg), whose agent is always left alone. Throws
  /// Error(trust) when there is no such folder.
  explicit GnupgHome(const fs::path& homedir);
  GnupgHome(const GnupgHome&) = delete;
  GnupgHome& operator=(const GnupgHome&) = delete;

  /// What gpg is given as its home.
  const fs::path& path() const { return m_path; }
  /// What a person calls it.
  const fs::path& shown() const { return m_shown; }
  /// The environment to run GnuPG's programs in: this home, messages in English, no terminal.
  std::map<std::string, std::string> environment() const;
  /// A run of gpg in this home that asks nobody and reads no gpg.conf: nothing that it does may depend on the
  /// options that somebody set there.
  Command gpg(const std::vector<std::string>& arguments) const;

 private:
  fs::path m_shown;
  fs::path m_path;
  std::optional<TempDir> m_short;
  std::optional<Agent> m_agent;
};

}  // namespace rpmworks::sign
