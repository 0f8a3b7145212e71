// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "rpm/package.hpp"

namespace rpmworks::manifest {

/// Whose signature on the tag or commit was verified before anything was made of it.
struct Verified {
  std::string what;         ///< "tag" or "commit"
  std::string fingerprint;  ///< of the primary key
  int64_t time = 0;         ///< when it was signed
  bool operator==(const Verified&) const = default;
};

/// Made from a git commit, or built from the source package that was.
struct FromGit {
  std::string url;
  std::string ref;                   ///< what repos.yaml asked for
  std::string commit;                ///< full id
  std::string srpm_sha256;           ///< the source package before it was signed
  std::optional<Verified> verified;  ///< where repos.yaml asks for it
  bool operator==(const FromGit&) const = default;
};

/// A source package that somebody gave, or built from it.
struct FromSourcePackage {
  std::string url;
  std::string srpm_sha256;
  bool operator==(const FromSourcePackage&) const = default;
};

/// Taken from somebody's repository, with the signature that it has there.
struct FromUpstream {
  std::string upstream;  ///< the repository's name in repos.yaml
  std::string url;
  bool operator==(const FromUpstream&) const = default;
};

/// Where a package came from.
struct Origin {
  std::variant<FromGit, FromSourcePackage, FromUpstream> from;

  Origin() = default;
  Origin(FromGit git) : from(std::move(git)) {}
  Origin(FromSourcePackage given) : from(std::move(given)) {}
  Origin(FromUpstream upstream) : from(std::move(upstream)) {}

  /// "git", "srpm" or "upstream"
  std::string kind() const;
  const std::string& url() const;
  /// Empty for other origins than git.
  const std::string& commit() const;
  /// Empty for what was taken from upstream.
  const std::string& srpm_sha256() const;
  /// Null for other origins than the one asked for.
  const FromGit* git() const { return std::get_if<FromGit>(&from); }
  const FromUpstream* upstream() const { return std::get_if<FromUpstream>(&from); }
  bool operator==(const Origin&) const = default;
};

struct BuildInfo {
  std::string target;
  std::string engine;
  std::string buildroot_sha256;
  bool operator==(const BuildInfo&) const = default;
};

/// One package of a release.
struct Entry {
  rpm::Nevra nevra;
  std::string section;
  std::string file;  ///< relative to the release's folder
  uint64_t size = 0;
  std::string sha256;
  std::string license;
  std::string summary;
  std::string source_rpm;
  rpm::Signature signature;
  Origin origin;
  std::optional<BuildInfo> build;  ///< for what was built here
  std::vector<std::string> required_by;
  /// Whether all of it is the same text: versions that rpm takes for equal, as 1.0 and 1.00, differ.
  bool operator==(const Entry& other) const;
};

struct SectionInfo {
  std::string path;
  std::string target;  ///< that its packages were built for; empty in manifests of before it was written
  std::string client;  ///< "el6", "el7", "modern" or "rpm6"
  std::string signer;  ///< fingerprint of the key that signed its metadata, and its packages unless `signers`
                       ///< says else
  /// The keys of a vendor, one of which signed each of its packages; empty: `signer` signed them.
  std::vector<std::string> signers;
  std::string repomd_sha256;
  uint64_t packages = 0;
  uint64_t bytes = 0;

  /// The keys whose signatures its packages may carry.
  std::vector<std::string> package_signers() const;
  bool operator==(const SectionInfo&) const = default;
};

/// A key that signed something in a release: metadata, packages, the manifest.
struct KeyInfo {
  std::string fingerprint;  ///< full, upper case
  std::string user_id;      ///< the first
  std::string file;         ///< the public key, relative to the release's folder
  std::string sha256;       ///< of that file
  int64_t created = 0;      ///< seconds since 1970
  std::optional<int64_t> expires;
  bool operator==(const KeyInfo&) const = default;
};

/// A file of a release that is neither package nor metadata: page, table, keys, the file for clients.
struct FileInfo {
  std::string file;  ///< relative to the release's folder
  std::string sha256;
  bool operator==(const FileInfo&) const = default;
};

/// What is in a release: manifest.json, schema 1 (docs/manifest.md).
struct Manifest {
  std::string product;
  std::string release;
  std::string created;  ///< ISO 8601, UTC: the newest of the inputs' times
  std::string tool;     ///< "rpmworks 0.1.0"
  std::string config_sha256;
  std::string signer;  ///< fingerprint of the key that signs the manifest; empty in manifests of before it
                       ///< was written
  std::vector<SectionInfo> sections;
  std::vector<KeyInfo> keys;    ///< in the order of their names in repos.yaml
  std::vector<FileInfo> files;  ///< sorted by name; all but the manifest and its signature
  std::vector<Entry> packages;  ///< sorted by section, name, EVR, arch

  /// "Acme <rpm@acme.example> (FINGERPRINT)", or the fingerprint alone of a key that is not in `keys`.
  std::string signer_shown(const std::string& fingerprint) const;
  /// Puts the packages into their order.
  void sort();
  /// Two-space indented JSON with a newline at its end; bytes that are no UTF-8 become U+FFFD.
  std::string to_json() const;
  /// Throws Error(invalid) with the place when the text is not a manifest. Keys it does not know are
  /// ignored: later versions may add some.
  static Manifest from_json(const std::string& text, const std::string& file_name);
  /// One line a package under a line of column names (RFC 4180, lines end in a newline alone). A text that a
  /// spreadsheet would take for a formula begins with an apostrophe.
  std::string to_csv() const;
  /// A table for a terminal.
  std::string to_text() const;
};

/// "2026-11-23T01:02:03Z"
std::string iso_time(int64_t seconds);
/// The seconds that iso_time wrote; nothing when the text is not of that form.
std::optional<int64_t> parse_iso_time(const std::string& text);

}  // namespace rpmworks::manifest
