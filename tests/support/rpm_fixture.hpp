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
  std::vector<std::string> obsoletes;
  std::vector<std::string> conflicts;
  std::vector<std::string> recommends;
  std::vector<std::string> build_requires;
  std::map<std::string, std::string> macros;  ///< additional macros for rpmbuild: name → value
  std::string post;                           ///< its %post; empty: none
  std::map<std::string, std::string> files;   ///< absolute path → content; {} creates one under /usr/share
  std::map<std::string, std::string> copies = {};  ///< path of one of `files` → file of this machine to copy
  std::string attributes = {};                     ///< of all files: "%attr(4755,root,root)"
  bool is_empty = false;                           ///< without any file
  int64_t time = 1700000000;                       ///< SOURCE_DATE_EPOCH and build time
};

struct BuiltPackage {
  fs::path binary;
  fs::path source;
};

/// Builds the package with `rpmbuild -ba` and moves its two files to `folder`.
BuiltPackage build_package(const fs::path& folder, const TestPackage& package);

/// The special properties of a key.
struct KeyOptions {
  std::string algorithm = "rsa2048";     ///< as for gpg's --quick-generate-key
  std::string expires = "never";         ///< "1d", "20200201"
  std::vector<std::string> gpg_options;  ///< {"--faked-system-time", "20200101T000000!"}
};

/// A temporary OpenPGP key in its own GnuPG home, whose agent ends with the object.
class TestKey {
 public:
  /// Generates an RSA key, by default without a passphrase; `homedir` must not exist yet.
  TestKey(const fs::path& homedir, const std::string& user_id, const std::string& passphrase = {},
          const KeyOptions& options = {});
  ~TestKey();
  TestKey(const TestKey&) = delete;
  TestKey& operator=(const TestKey&) = delete;

  const fs::path& homedir() const { return m_homedir; }
  const std::string& fingerprint() const { return m_fingerprint; }  ///< full, upper case
  const fs::path& public_key() const { return m_public_key; }       ///< ASCII-armoured file

  /// Adds a signing subkey without a passphrase, writes the public key again and returns the subkey's
  /// fingerprint.
  std::string add_signing_subkey(const std::string& algorithm = "rsa2048");
  /// Changes the expiry of the primary key and writes the public key again.
  void set_expiry(const std::string& expires, const std::vector<std::string>& gpg_options = {});
  /// Revokes the primary key and writes the public key again.
  void revoke();
  /// Writes an armoured detached signature of `file` beside it, as FILE.asc. `options` are passed to gpg.
  void sign_file(const fs::path& file, const std::vector<std::string>& options = {}) const;

 private:
  std::string gpg(const std::vector<std::string>& arguments, const std::string& input = {}) const;
  void export_public_key();
  fs::path m_homedir;
  fs::path m_public_key;
  std::string m_fingerprint;
};

/// Signs a package file in place with rpmsign. `fingerprint` names a subkey; `options` are passed to gpg.
void sign_package(const fs::path& package, const TestKey& key, const std::string& fingerprint = {},
                  const std::vector<std::string>& options = {});

/// Adds package files to the rpm database in `folder`, without installing their files or checking what they
/// require.
void install_in_database(const fs::path& folder, const std::vector<fs::path>& packages);

/// Makes `folder`/repodata with createrepo_c, and replaces an existing one.
void make_repository(const fs::path& folder, const std::vector<std::string>& options = {});

/// How change_signature makes a header signature unreadable for librpm.
enum class SignatureChange {
  other_version,  ///< the packet's version is unknown
  newer_tag       ///< it is only in RPMSIGTAG_OPENPGP, which rpm 6 introduced
};
/// Changes the RSA header signature of a signed package in place.
void change_signature(const fs::path& package, SignatureChange change);

/// An entry of a package's signature header: RPM file format, version 4.
struct SignatureEntry {
  uint32_t type = 0;
  uint32_t count = 0;
  std::string data;
};
using SignatureEntries = std::map<uint32_t, SignatureEntry>;  ///< by tag, without the region
SignatureEntries signature_entries(const fs::path& package);
/// Replaces a package's signature header.
void set_signature_entries(const fs::path& package, const SignatureEntries& entries);
/// The OpenPGP packet of the RSA header signature of a signed package.
std::string signature_packet(const fs::path& package);
/// Stores these packets as rpm 6 does, in RPMSIGTAG_OPENPGP, and no other signature.
void set_format6_signatures(const fs::path& package, const std::vector<std::string>& packets);

/// Changes the byte at `offset` from a file's start, or from its end if negative.
void flip_byte(const fs::path& file, long offset);
/// Cuts the last `count` bytes off a file.
void cut_off(const fs::path& file, size_t count);

}  // namespace rpmworks::test
