// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "layout/targets.hpp"
#include "sign/signer.hpp"

namespace rpmworks::layout {

/// The signers of a release, by the name of their key.
using Signers = std::map<std::string, std::unique_ptr<sign::Signer>>;

/// The names of the keys that sign sections, in the order of the sections, each once.
std::vector<std::string> key_names(const config::Config& config);

/// Throws Error(gate) for a section with several keys if clients of its targets read only one signature of a
/// package.
void require_several_keys_readable(const config::Config& config, const Targets& targets);

/// The name of the key that signs the manifest, and also the metadata of sections whose packages keep their
/// vendor's signature: the key of the first section in repos.yaml with `sign`. Throws Error(invalid) if no
/// section has `sign`.
const std::string& manifest_key(const config::Config& config);

/// Creates the signer of a key. Throws as sign::gpg_signer, and Error(gate) if the clients of a target cannot
/// verify its signatures or cannot import it. Adds to `warnings` what else a user should know about the key.
std::unique_ptr<sign::Signer> signer_for(const std::string& name, const config::Config& config,
                                         const Targets& targets, const fs::path& tmp,
                                         std::vector<std::string>* warnings = nullptr);

/// Makes a trial signature and checks it. Throws Error(trust) if the key cannot sign now, or if a release
/// must not carry its signatures.
void require_signing(sign::Signer& signer, const config::Key& key, const fs::path& tmp);

/// A key that clients get before its first use.
struct NextKey {
  std::string fingerprint;
  std::string armoured;  ///< the public key
};

/// The keys of `release.next-keys`, by their names in repos.yaml, without keys that already sign a section.
/// Their secret parts are needed only if repos.yaml names no public key. Throws as signer_for and vendor_key.
std::map<std::string, NextKey> next_keys(const config::Config& config, const Targets& targets,
                                         const fs::path& tmp);

/// The keys of repos.yaml that can sign for the product, among them those that sign nothing now.
struct OwnFingerprints {
  std::set<std::string> known;  ///< full fingerprints, upper case
  bool is_complete = true;      ///< false: one of the keys cannot be read here
};
OwnFingerprints own_fingerprints(const config::Config& config, const fs::path& tmp);

/// A fast fingerprint of the keys, computed without GnuPG. If it is equal, no key changed; if it differs,
/// keys may have changed.
std::string cheap_keys_digest(const config::Config& config);

/// A line for each key of a release whose public key has changed since the release was made, for example
/// because its expiry was extended.
std::vector<std::string> changed_keys(const fs::path& release_folder, const Signers& signers);

}  // namespace rpmworks::layout
