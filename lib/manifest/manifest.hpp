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

/// The signature on the tag or commit that was verified before the source package was made.
struct Verified {
  std::string what;         ///< "tag" or "commit"
  std::string fingerprint;  ///< of the primary key
  int64_t time = 0;         ///< when it was signed
  bool operator==(const Verified&) const = default;
};

/// The source package was made from a git commit; or the package was built from that source package.
struct FromGit {
  std::string url;
  std::string ref;                   ///< as repos.yaml gives it
  std::string commit;                ///< full id
  std::string srpm_sha256;           ///< the source package before it was signed
  std::optional<Verified> verified;  ///< if repos.yaml requires it
  bool operator==(const FromGit&) const = default;
};

/// The source package was given as a file; or the package was built from that source package.
struct FromSourcePackage {
  std::string url;
  std::string srpm_sha256;
  bool operator==(const FromSourcePackage&) const = default;
};

/// Taken from an upstream repository, with the signature that it carries there.
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
  /// Empty for origins other than git.
  const std::string& commit() const;
  /// Empty for packages taken from upstream.
  const std::string& srpm_sha256() const;
  /// Null if the origin is of another kind.
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
  std::string sha512;          ///< of the file, signature included; empty: not known
  std::string header_sha256;   ///< the header's own digest, which signing does not change; empty: it has none
  std::string payload_sha256;  ///< of the payload, as the header says; empty: it does not say
  std::string license;         ///< as the package says
  std::string license_spdx;    ///< the same as an SPDX expression; empty: not known
  std::string summary;
  std::string vendor;  ///< as the package says; may be empty
  std::string source_rpm;
  std::string purl;  ///< package URL; empty: not known
  /// Those that were verified, the one of the section's first key first. A release has at least one for each
  /// package; an inventory may have none.
  std::vector<rpm::Signature> signatures;
  Origin origin;
  std::optional<BuildInfo> build;  ///< for packages built here
  std::vector<std::string> required_by;
  /// The first signature; an empty one if there is none.
  const rpm::Signature& signature() const;
  /// Whether all fields are the same text: versions that rpm takes as equal, such as 1.0 and 1.00, differ.
  bool operator==(const Entry& other) const;
};

struct SectionInfo {
  std::string path;
  std::string target;  ///< for which its packages were built; empty in old manifests without this key
  std::string client;  ///< "el6", "el7", "modern" or "rpm6"
  std::string from;    ///< "builds", "srpms" or "upstream"; empty in old manifests without this key
  std::string signer;  ///< fingerprint of the key that signed its metadata
  /// Fingerprints of the keys of its packages. Each key of this product signed each of them, but of a
  /// vendor's keys, one signed each of them. Empty in old manifests: `signer` signed them.
  std::vector<std::string> signers;
  /// The upstream's metadata could have SHA-1 checksums (`digests: sha1` in repos.yaml); its packages were
  /// pinned by SHA-256 when they were selected.
  bool sha1 = false;
  std::string repomd_sha256;
  uint64_t packages = 0;
  uint64_t bytes = 0;

  /// Fingerprints of the keys whose signatures its packages may carry.
  std::vector<std::string> package_signers() const;
  /// Whether its packages keep their vendor's signature.
  bool is_from_vendor() const;
  bool operator==(const SectionInfo&) const = default;
};

/// A key that signed something in a release: metadata, packages, the manifest.
struct KeyInfo {
  std::string fingerprint;  ///< full, upper case
  std::string user_id;      ///< the first user id of the key
  std::string file;         ///< the public key, relative to the release's folder
  std::string sha256;       ///< of that file
  int64_t created = 0;      ///< seconds since 1970
  std::optional<int64_t> expires;
  std::string expired = {};  ///< "signed-before" or "ignore": signatures accepted although it has expired
  bool sha1 = false;         ///< signatures over SHA-1 were accepted (`digests: sha1` in repos.yaml)
  /// Signed nothing in this release: it is shipped so that clients have it before its first use.
  bool next = false;
  bool operator==(const KeyInfo&) const = default;
};

/// A file of a release that is neither package nor metadata: page, table, keys, .repo file.
struct FileInfo {
  std::string file;  ///< relative to the release's folder
  std::string sha256;
  bool operator==(const FileInfo&) const = default;
};

/// A package that was taken out of a release: the signed proof that it is not missing by accident.
struct Withdrawn {
  std::string nevra;
  std::string section;  ///< in which it was
  std::string sha256;
  std::string release;  ///< from which it was withdrawn
  std::string reason;   ///< as its maintainer gave it; may be empty
  bool operator==(const Withdrawn&) const = default;
};

/// Another release, with the bytes that it had.
struct ReleaseRef {
  std::string release;
  std::string manifest_sha256;
  bool operator==(const ReleaseRef&) const = default;
};

/// Who supplies a product, for those who ask what is in it. All may be empty.
struct Supplier {
  std::string name;
  std::string url;
  std::string contact;  ///< an e-mail address or a URL
  bool is_empty() const { return name.empty() && url.empty() && contact.empty(); }
  bool operator==(const Supplier&) const = default;
};

/// A finding of a gate that the team accepted when the release was composed.
struct Waiver {
  std::string gate;
  std::string finding;  ///< its exact id
  std::string reason;
  std::string owner;
  std::string expires;  ///< the last day on which it is valid, in UTC: "2027-03-31"
  bool operator==(const Waiver&) const = default;
};

/// The contents of a release: manifest.json, schema 1 (docs/manifest.md).
///
/// An inventory has the same form: it tells which packages are in a place that is not a release. It is never
/// signed, has no digest of metadata, and knows only a part of each package.
struct Manifest {
  /// Empty for a release. Else what was read: "folder", "repository", "system" or "lock".
  std::string inventory = {};
  std::string product;
  std::string release;
  std::string created;  ///< ISO 8601, UTC: the newest time of all inputs
  std::string tool;     ///< "rpmworks 0.1.0"
  std::string config_sha256;
  std::string lock_sha256;  ///< empty if the release was made without repos.lock
  std::string signer;       ///< fingerprint of the key that signs the manifest; empty in old manifests
  Supplier supplier = {};
  /// The release that was published before this one was made.
  std::optional<ReleaseRef> previous = {};
  std::vector<SectionInfo> sections;
  std::vector<KeyInfo> keys;              ///< in the order of their names in repos.yaml
  std::vector<FileInfo> files;            ///< sorted by name; all except the manifest and its signature
  std::vector<Entry> packages;            ///< sorted by section, name, EVR, arch
  std::vector<Withdrawn> withdrawn = {};  ///< what this release takes out of the one before it; sorted
  /// Of a release made with --delta-from: it holds only packages that this other release does not have.
  std::optional<ReleaseRef> delta_from = {};
  std::vector<Waiver> waivers = {};  ///< sorted by gate and finding

  /// "Acme <rpm@acme.example> (FINGERPRINT)"; only the fingerprint if the key is not in `keys`.
  std::string signer_shown(const std::string& fingerprint) const;
  /// Sorts the packages by section, name, EVR and architecture.
  void sort();
  /// JSON, indented by two spaces, with a newline at the end. Bytes that are not UTF-8 become U+FFFD.
  std::string to_json() const;
  /// Throws Error(invalid) with the position if the text is not a manifest. Ignores unknown keys: later
  /// versions may add some.
  static Manifest from_json(const std::string& text, const std::string& file_name);
  /// A line of column names, then one line for each package (RFC 4180, but lines end in a newline only). A
  /// cell that a spreadsheet would interpret as a formula is prefixed with an apostrophe.
  std::string to_csv() const;
  /// The packages as a table for a terminal.
  std::string to_text() const;
};

/// "2026-11-23T01:02:03Z"
std::string iso_time(int64_t seconds);
/// Parses the format of iso_time; empty if the text has another format.
std::optional<int64_t> parse_iso_time(const std::string& text);

}  // namespace rpmworks::manifest
