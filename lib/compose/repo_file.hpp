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

/// The text of PRODUCT.repo: a stanza a section, with signatures of packages and metadata required. It names
/// `current` and no release, so that clients get what is published next; so do the keys, which may be
/// prolonged or belong to a release that goes away. Sections of source packages are disabled, as everywhere.
std::string repo_file(const config::Config& config);

/// What is wrong with the text of a .repo file: stanzas that do not require signatures, or name keys that are
/// not among `key_files`.
std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files);

}  // namespace rpmworks::compose
