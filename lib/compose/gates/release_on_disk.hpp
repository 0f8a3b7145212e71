// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the gates judge.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compose/gates.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::compose {

/// What is on disk below a release's folder, by relative path. Links are not followed.
struct Inventory {
  std::set<std::string> files;         ///< regular files
  std::vector<std::string> strangers;  ///< links, devices and the like, worded as findings
};
Inventory inventory_of(const fs::path& release_folder);
/// The files at the top of a release that are public keys by their names.
std::vector<std::string> key_files(const Inventory& inventory);

/// What reading one package showed; empty texts: nothing is wrong.
struct PackageFindings {
  std::string signature;
  std::string digest;
};

/// A release as it is on disk, read once for all gates.
struct ReleaseOnDisk {
  fs::path folder;
  fs::path tmp;             ///< for GnuPG's temporary files
  std::string wanted_name;  ///< the release must have this name; empty: any
  Inventory inventory;
  std::map<std::string, fs::path> keys;        ///< its public keys: files by fingerprint
  std::map<std::string, std::string> shown;    ///< by fingerprint: "USER ID (FINGERPRINT)"
  std::map<std::string, std::string> expired;  ///< what is wrong with expired keys, by fingerprint
  std::vector<std::string> key_findings;       ///< about key files that hold no key
  std::string manifest_json;
  std::optional<manifest::Manifest> manifest;  ///< nothing: it cannot be read
  std::string manifest_fault;                  ///< why not
  std::vector<PackageFindings> packages;       ///< of the manifest's packages, in its order

  /// "PRODUCT RELEASE", or the folder's name when the manifest cannot be read.
  std::string name() const;
  /// "signed by USER ID (FINGERPRINT)", as far as the release's own copy of the key tells.
  std::string signed_by(const std::string& fingerprint) const;
};

/// Reads everything but the packages. Never throws for what the release contains.
ReleaseOnDisk read_release(const fs::path& folder, const fs::path& tmp);
/// Reads every byte of every package once, with `jobs` threads. The manifest must be there.
void read_packages(ReleaseOnDisk& release, Reporter& reporter, unsigned jobs);

/// How a file's detached signature FILE.asc was judged.
struct DetachedFinding {
  std::string fault;   ///< empty: one of the keys made it
  std::string signer;  ///< fingerprint
};
/// Whether one of these keys of the release made the detached signature of the bytes of `file`.
DetachedFinding judge_detached(const ReleaseOnDisk& release, const std::string& file,
                               const std::string& bytes, const std::set<std::string>& fingerprints);

}  // namespace rpmworks::compose
