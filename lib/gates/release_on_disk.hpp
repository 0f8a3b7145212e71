// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the data that the gates check.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gates/gates.hpp"
#include "manifest/manifest.hpp"
#include "releases/earlier_release.hpp"
#include "rpm/contents.hpp"
#include "store/known_blob.hpp"

namespace rpmworks::gates {

/// The files below a release's folder, by relative path. Does not follow symbolic links.
struct Inventory {
  std::set<std::string> files;     ///< regular files
  std::vector<Finding> strangers;  ///< symbolic links, devices and the like
};
Inventory inventory_of(const fs::path& release_folder);
/// The files at the top of a release whose names are those of public keys.
std::vector<std::string> key_files(const Inventory& inventory);

/// The faults found while reading one package; an empty string means no fault.
struct PackageFindings {
  std::string signature;
  std::string digest;
};

/// A release on disk, read once for all gates.
struct ReleaseOnDisk {
  fs::path folder;
  fs::path tmp;  ///< for GnuPG's temporary files
  /// The store whose blobs its files are links to: what it remembers of them need not be found out again.
  /// Null: every file is read.
  const store::Store* store = nullptr;
  const rpm::KnownContents* known = nullptr;  ///< see GateSettings
  MetadataReading* metadata = nullptr;        ///< see GateSettings
  const RemotePackages* remote = nullptr;     ///< see GateSettings
  std::string wanted_name;                    ///< the release must have this name; empty: any
  Inventory inventory;
  std::map<std::string, fs::path> keys;        ///< public keys: files by fingerprint
  std::map<std::string, std::string> shown;    ///< by fingerprint: "USER ID (FINGERPRINT)"
  std::map<std::string, std::string> expired;  ///< findings about expired keys, by fingerprint
  std::vector<Finding> key_findings;           ///< about key files that hold no key
  std::string manifest_json;
  std::shared_ptr<const manifest::Manifest> manifest;  ///< null: it cannot be read
  std::string manifest_fault;                          ///< why it cannot be read
  std::vector<PackageFindings> packages;               ///< for each of the manifest's packages, in its order
  /// The headers of the packages, in the same order. Empty if one of the packages is damaged or not signed by
  /// a trusted key.
  std::vector<std::shared_ptr<const rpm::Contents>> contents;
  std::optional<releases::EarlierRelease> earlier;  ///< nothing: none is known

  /// Whether the bytes of the packages are not read at all.
  bool are_packages_unread() const { return remote && !remote->read; }
  /// "PRODUCT RELEASE", or the folder's name if the manifest cannot be read.
  std::string name() const;
  /// "signed by USER ID (FINGERPRINT)"; the user id comes from the release's own copy of the key.
  std::string signed_by(const std::string& fingerprint) const;
};

/// Reads everything except the packages. Never throws because of the release's contents.
ReleaseOnDisk read_release(const fs::path& folder, const fs::path& tmp);
/// Reads every package completely, once, with `jobs` threads. If the store knows that a package is whole and
/// signed, reads only its header. The manifest must have been read.
void read_packages(ReleaseOnDisk& release, Reporter& reporter, unsigned jobs);

/// The blob of the release's store that a file of the release is a link to; nothing if it is none.
std::optional<store::KnownBlob> linked_blob(const ReleaseOnDisk& release, const std::string& file,
                                            const std::string& sha256);

/// The result of checking a file's detached signature FILE.asc.
struct DetachedFinding {
  std::string fault;   ///< empty: the signature is good and by one of the keys
  std::string signer;  ///< fingerprint
};
/// Checks whether one of these keys of the release made the detached signature of `file`, whose contents are
/// given.
DetachedFinding judge_detached(const ReleaseOnDisk& release, const std::string& file,
                               const std::string& bytes, const std::set<std::string>& fingerprints);

}  // namespace rpmworks::gates
