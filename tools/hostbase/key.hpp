// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::hostbase {

/// The base repository's own signing key, in a GnuPG home of its own, made when it is first asked for.
class BaseKey {
 public:
  /// Opens the key kept in `homedir`, or makes it: RSA 3072, no passphrase, for signing only, with no expiry.
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

  fs::path m_homedir;
  fs::path m_tmp;
  std::string m_fingerprint;
};

}  // namespace rpmworks::hostbase
