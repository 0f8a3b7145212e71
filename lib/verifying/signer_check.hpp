// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a release was signed by the key that its product has always had.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "gates/gates.hpp"
#include "layout/keys.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::verifying {

/// What decides which key may sign a release.
struct SignerRule {
  /// The full fingerprint that the user demands; empty: none. Blanks and lower case are accepted.
  std::string wanted = {};
  /// The keys of the product's configuration, which may sign; nothing if there is no configuration of this
  /// product.
  std::optional<layout::OwnFingerprints> own = {};
  fs::path file;    ///< of the known signers: see KnownSigners; empty: none are known or remembered
  int64_t now = 0;  ///< seconds since 1970
};

/// Who signed a release.
struct Signer {
  std::string fingerprint;  ///< empty: the manifest does not say
  std::string user_id;
  std::string since;     ///< since when the key is known here; empty: it was not known
  std::string from;      ///< why it is known, as KnownSigner::from; or "repos.yaml"
  std::string not_kept;  ///< why a new signer could not be remembered; empty otherwise
  gates::Check check;    ///< the gate `signer`
};

/// Throws Error(usage) if `text` is not a full fingerprint, with or without blanks; returns it in upper case.
std::string require_full_fingerprint(const std::string& text);

/// The keys of repos.yaml that may sign releases; nothing if it is that of another product.
std::optional<layout::OwnFingerprints> own_keys(const config::Config& config,
                                                const manifest::Manifest& manifest);

/// Checks the key that signed the manifest of a release, and remembers it.
///
/// If the user demands a key, it must be that one. Else it must be a key of the product's configuration, or
/// one that is known for the product. A product that is not known yet gets the key that signed this release.
/// A release that was signed by a known key and ships further keys for later releases announces them, so they
/// are known from then on. Nothing is remembered unless every other check of trust passed (`checks`). The
/// check is not made if the manifest's own signature is not good.
Signer check_signer(const manifest::Manifest& manifest, const std::vector<gates::Check>& checks,
                    const SignerRule& rule);

/// "signed by Acme <rpm@acme.example> (FINGERPRINT), known here since 2026-11-23 (first seen with 1.0.0)"
std::string shown_signer(const Signer& signer);

}  // namespace rpmworks::verifying
