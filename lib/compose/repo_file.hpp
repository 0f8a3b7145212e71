// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::compose {

constexpr const char* k_key_prefix = "RPM-GPG-KEY-";
/// The key of a section's metadata, below its folder.
constexpr const char* k_metadata_key = "repodata/repomd.xml.key";
/// Whether a file of a release is a public key.
bool is_key_file(const std::string& file);

/// The text of PRODUCT.repo: a stanza a section, with signatures of packages and metadata required. The
/// addresses of sections and keys name `current` and no release, so that clients follow what is published,
/// also when a key's expiry is extended. A section with a vendor's packages trusts that vendor's keys beside
/// the key of its metadata. Sections of source packages are disabled, as distributions do.
std::string repo_file(const config::Config& config);

/// What is wrong with the text of a .repo file: stanzas that do not require signatures, or name keys that are
/// not among `key_files`.
std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files);

}  // namespace rpmworks::compose
