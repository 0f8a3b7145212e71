// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::hostbase {

/// The key that a user's base repositories are signed with, in a GnuPG home of its own, made when it is first
/// asked for.
///
/// Signatures bear the time at which the key was made, so that the same key and the same bytes give the same
/// signature: a repository that is made again is the one it was.
class BaseKey {
 public:
  /// Opens the key kept in `homedir`, or makes it: RSA 3072, no passphrase, for signing only, with no expiry.
  /// Of several processes that do so at once, one makes it.
  /// Copies of the home are worked with in `tmp`, whose path must be short: the socket of gpg-agent has 107
  /// characters.
  BaseKey(fs::path homedir, fs::path tmp);

  const std::string& fingerprint() const { return m_fingerprint; }
  /// ASCII armour.
  std::string public_key() const;
  /// Signs packages in place, SHA-256; by `jobs` processes, each with an agent of its own.
  void sign_packages(const std::vector<fs::path>& files, unsigned jobs) const;
  /// An ASCII-armoured detached signature of a file.
  std::string detached(const fs::path& file) const;

 private:
  // A copy of the home: each agent signs one thing at a time, so several are wanted. The agent ends by itself
  // when its home is removed.
  TempDir working_home() const;
  std::string faked_time() const;

  fs::path m_homedir;
  fs::path m_tmp;
  std::string m_fingerprint;
  std::string m_created;  // seconds since 1970
};

}  // namespace rpmworks::hostbase
