// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "sign/signer.hpp"

namespace rpmworks::compose {

/// The signers of a release by the name of their key.
using Signers = std::map<std::string, std::unique_ptr<sign::Signer>>;

/// The names of the keys that sign sections, in the order of the sections.
std::vector<std::string> key_names(const config::Config& config);

/// The signer of a key. Throws as sign::gpg_signer, and Error(gate) when the target's clients cannot verify
/// what it signs, or cannot import it. What else is to be said of the key is added to `warnings`.
std::unique_ptr<sign::Signer> signer_for(const std::string& name, const config::Config& config,
                                         const config::Target& target, const fs::path& tmp,
                                         std::vector<std::string>* warnings = nullptr);

/// Makes a trial signature and checks it. Throws Error(trust) when the key cannot sign now, or signs in a way
/// that a release may not carry.
void require_signing(sign::Signer& signer, const config::Key& key, const fs::path& tmp);

/// A digest of what can be told of the keys without starting GnuPG. It may change though the keys that matter
/// have not, so a difference in it decides nothing.
std::string cheap_keys_digest(const config::Config& config);

/// What a person should know about those keys of a release whose public half was changed since it was made
/// (by prolonging them, as a rule), a line each.
std::vector<std::string> changed_keys(const fs::path& release_folder, const Signers& signers);

}  // namespace rpmworks::compose
