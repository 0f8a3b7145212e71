// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::compose {

/// What is on disk below a release's folder, by relative path. Links are not followed.
struct Inventory {
  std::set<std::string> files;         ///< regular files
  std::vector<std::string> strangers;  ///< links, devices and the like, worded as findings
};
Inventory inventory_of(const fs::path& release_folder);

/// The release's public keys: files by the fingerprint of the key in them. Files that hold no key become
/// findings.
std::map<std::string, fs::path> shipped_keys(const fs::path& release_folder, const Inventory& inventory,
                                             std::vector<std::string>& findings);

/// "USER ID (FINGERPRINT)" of each of these keys, by fingerprint.
std::map<std::string, std::string> shown_keys(const std::map<std::string, fs::path>& keys);

/// What is wrong with those of its keys that have expired by now, by fingerprint. What they signed before is
/// good for rpm, and yet dnf refuses metadata whose key has expired.
std::map<std::string, std::string> expired_keys(const fs::path& release_folder, const Inventory& inventory);

/// The files that a release accounts for, by relative path: packages and texts by the manifest, metadata by
/// each section's repomd.xml.
std::set<std::string> accounted_files(const fs::path& release_folder, const manifest::Manifest& manifest,
                                      const Inventory& inventory);

/// What is wrong with the files that are neither package nor metadata: what the manifest lists, and what the
/// .repo file tells clients.
std::vector<std::string> findings_in_texts(const fs::path& release_folder, const manifest::Manifest& manifest,
                                           const Inventory& inventory);

}  // namespace rpmworks::compose
