// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::compose {

constexpr const char* k_key_prefix = "RPM-GPG-KEY-";
/// The file with the key of a section's metadata, relative to the section's folder.
constexpr const char* k_metadata_key = "repodata/repomd.xml.key";
/// Whether a file of a release is a public key.
bool is_key_file(const std::string& file);

/// The text of PRODUCT.repo: one stanza for each section, which requires signed packages and metadata. The
/// URLs of sections and keys contain `current` instead of a release name, so that clients follow the
/// published release and also get a key whose expiry was extended. A section with a vendor's packages trusts
/// that vendor's keys and the key of its metadata. Sections of source packages are disabled, as in
/// distributions.
std::string repo_file(const config::Config& config);

/// Findings about the text of a .repo file: stanzas that do not require signatures, or that name keys that
/// are not in `key_files`.
std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files);

}  // namespace rpmworks::compose
