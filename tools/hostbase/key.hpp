// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::hostbase {

/// The signing key of a user's base repositories, in its own GnuPG home; created on first use.
///
/// Signatures contain the time at which the key was made, so the same key and the same bytes give the same
/// signature, and a repository that is made again is identical.
class BaseKey {
 public:
  /// Opens the key in `homedir`, or creates it: RSA 3072, no passphrase, signing only, no expiry. Safe for
  /// parallel processes. Works with copies of the home in `tmp`, whose path must be short, because
  /// gpg-agent's socket path is limited to 107 characters.
  BaseKey(fs::path homedir, fs::path tmp);

  const std::string& fingerprint() const { return m_fingerprint; }
  /// ASCII armour.
  std::string public_key() const;
  /// Signs packages in place with SHA-256, by `jobs` processes, each with its own agent.
  void sign_packages(const std::vector<fs::path>& files, unsigned jobs) const;
  /// An ASCII-armoured detached signature of a file.
  std::string detached(const fs::path& file) const;

 private:
  // A copy of the home: an agent makes one signature at a time, so several are used. An agent ends when its
  // home is removed.
  TempDir working_home() const;
  std::string faked_time() const;

  fs::path m_homedir;
  fs::path m_tmp;
  std::string m_fingerprint;
  std::string m_created;  // seconds since 1970
};

}  // namespace rpmworks::hostbase
