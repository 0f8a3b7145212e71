// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/targets.hpp"
#include "config/config.hpp"

namespace rpmworks::compose {

constexpr const char* k_key_prefix = "RPM-GPG-KEY-";
/// The file with the key of a section's metadata, relative to the section's folder.
constexpr const char* k_metadata_key = "repodata/repomd.xml.key";
/// Whether a file of a release is a public key.
bool is_key_file(const std::string& file);

/// The .repo files of a release, by name: PRODUCT.repo or, if the release has several targets,
/// PRODUCT-TARGET.repo for each of them, with the sections of that target.
std::map<std::string, std::string> repo_files(const config::Config& config, const Targets& targets);

/// The text of PRODUCT.repo: one stanza for each section, which requires signed packages and metadata. The
/// URLs of sections and keys contain `current` instead of a release name, so that clients follow the
/// published release and also get a key whose expiry was extended. A section with a vendor's packages trusts
/// that vendor's keys and the key of its metadata. Sections of source packages are disabled, as in
/// distributions.
std::string repo_file(const config::Config& config);
/// Same, for the clients of one of several targets.
std::string repo_file(const config::Config& config, const Targets& targets, const config::Target& target);

/// Findings about the text of a .repo file: stanzas that do not require signatures, or that name keys that
/// are not in `key_files`.
std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files);

}  // namespace rpmworks::compose
