// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::test {

/// A tiny package for tests, made by rpmbuild at run time.
struct TestPackage {
  std::string name = "greet";
  std::string version = "1.0";
  std::string release = "1";
  std::string epoch;            ///< empty: none
  std::string arch = "noarch";  ///< "noarch", or the machine's own
  std::string summary = "A tiny package";
  std::string license = "MIT";
  std::string payload = "w1.gzdio";
  std::vector<std::string> requires_;
  std::vector<std::string> provides;
  std::map<std::string, std::string> files;  ///< absolute path → content; {} gives one under /usr/share
  int64_t time = 1700000000;                 ///< SOURCE_DATE_EPOCH and build time
};

struct BuiltPackage {
  fs::path binary;
  fs::path source;
};

/// Builds the package with `rpmbuild -ba` and puts its two files into `folder`.
BuiltPackage build_package(const fs::path& folder, const TestPackage& package);

/// A throwaway OpenPGP key in a GnuPG home of its own, whose agent ends with it.
class TestKey {
 public:
  /// Generates an RSA key without a passphrase unless one is given; `homedir` must not exist yet.
  TestKey(const fs::path& homedir, const std::string& user_id, const std::string& passphrase = {});
  ~TestKey();
  TestKey(const TestKey&) = delete;
  TestKey& operator=(const TestKey&) = delete;

  const fs::path& homedir() const { return m_homedir; }
  const std::string& fingerprint() const { return m_fingerprint; }  ///< full, upper case
  const fs::path& public_key() const { return m_public_key; }       ///< ASCII-armoured file

 private:
  fs::path m_homedir;
  fs::path m_public_key;
  std::string m_fingerprint;
};

/// Signs a package file in place with rpmsign.
void sign_package(const fs::path& package, const TestKey& key);

}  // namespace rpmworks::test
