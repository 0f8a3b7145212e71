// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "layout/client_repos.hpp"
#include "layout/targets.hpp"

namespace rpmworks::layout {

constexpr const char* k_key_prefix = "RPM-GPG-KEY-";
/// The file with the key of a section's metadata, relative to the section's folder.
constexpr const char* k_metadata_key = "repodata/repomd.xml.key";
/// Whether a file of a release is a public key.
bool is_key_file(const std::string& file);

/// Where clients find the releases.
struct ClientAddress {
  std::string url;      ///< of the folder releases/, without a slash at the end and without credentials
  std::string remarks;  ///< comment lines for a .repo file that contains the address
};
ClientAddress client_address(const config::Config& config);

/// The repositories of the clients of one target: the sections that hold its packages.
std::vector<ClientRepo> client_repos(const config::Config& config, const Targets& targets,
                                     const config::Target& target);

/// The .repo files of a release, by name: PRODUCT.repo or, if the release has several targets,
/// PRODUCT-TARGET.repo for each of them, with the sections of that target. They have one stanza for each
/// section, which requires signed packages and metadata. Their URLs contain the name of the release, so that
/// their clients stay with it: publishing makes files from them that follow the published release. A section
/// with a vendor's packages trusts that vendor's keys and the key of its metadata. Sections of source
/// packages are disabled, as in distributions. `chain`: the releases that a delta completes. Clients need
/// their repositories too, each with the sections and keys that its own .repo file names.
std::map<std::string, std::string> repo_files(const config::Config& config, const Targets& targets,
                                              const std::string& release,
                                              const std::vector<ChainLink>& chain = {});

/// Findings about the text of a .repo file: stanzas that do not require signatures, or that name keys that
/// are not in `key_files`. `delta`: the name of the release if it is a delta; then keys in the folder of
/// another release are accepted for repositories in that folder.
std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files,
                                               const std::string& delta = {});

}  // namespace rpmworks::layout
