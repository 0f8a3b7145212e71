// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "rpm/package.hpp"
#include "store/store.hpp"

namespace rpmworks::sign {

/// Called, from several threads, for each package file after it was signed.
using OnSigned = std::function<void(const fs::path&)>;

/// Makes OpenPGP signatures with one key.
class Signer {
 public:
  virtual ~Signer() = default;
  /// Full fingerprint, upper case.
  virtual std::string fingerprint() const = 0;
  /// The algorithm of the key, as GnuPG writes it: "rsa3072", "ed25519". Old clients read RSA only.
  virtual std::string algorithm() const = 0;
  /// The ASCII-armoured public key as shipped to clients: minimal, without third-party signatures.
  virtual std::string public_key() const = 0;
  /// ASCII-armoured detached signature (SHA-256).
  virtual std::string detached(std::string_view bytes) = 0;
  /// Signs package files in place: header signatures with SHA-256, made with the primary key. The files must
  /// be private copies: rpmsign writes into them, which would change every hard link. Calls `on_signed` for
  /// each file soon after it was signed, while others are still being signed.
  virtual void sign_packages(const std::vector<fs::path>& files, const OnSigned& on_signed) = 0;
};

/// A signer with a key held by GnuPG. Never prompts on a terminal: if the agent does not hold the passphrase,
/// that is an error. Throws Error(trust) if the secret key is missing, has expired, or cannot sign; the
/// message names the homedir and the fingerprint.
std::unique_ptr<Signer> gpg_signer(const config::Key& key, const fs::path& tmp);

/// The hint for a package that is to be signed but already carries another signature.
constexpr const char* k_unsigned_copy =
    "rpmworks never replaces a signature: verify the package, remove the signature from a copy with `rpmsign "
    "--delsign` and use that copy, or package it from git";

/// Signs packages of the store and puts the signed packages into the store. Each signature is kept there,
/// keyed by the digest of the unsigned package and the key, and reused: signing the same package again gives
/// the same bytes without using the key. Verifies every signed package against the signer's public key.
/// Returns SHA-256 digests of the signed packages in the order given. Throws Error(trust) if a package
/// already carries a signature by another key, or one that rpm cannot read: a vendor's signature is never
/// replaced.
std::vector<std::string> sign_all(const std::vector<std::string>& unsigned_sha256, Signer& signer,
                                  store::Store& store, const fs::path& tmp, Reporter& reporter);

/// The verdict on a detached signature.
struct DetachedVerdict {
  rpm::Trust trust = rpm::Trust::broken;
  std::string fingerprint;       ///< of the primary key that made it; empty if that key is unknown
  std::string reason;            ///< one line for messages
  int64_t made = 0;              ///< when it was made, as the signature says; seconds since 1970
  int64_t expires = 0;           ///< when the signature itself expires; 0: never
  std::string signing_key;       ///< fingerprint of the key or subkey that made it
  std::string hash;              ///< "sha256"; a number for other algorithms
  std::string signature_class;   ///< two hexadecimal digits: "00" of a binary document
  bool key_has_expired = false;  ///< the key expired after it made the signature
};

/// Verifies an ASCII-armoured detached signature of `bytes` against only the keys in `public_keys` (files).
/// Never throws because of the contents of the signature or the keys.
DetachedVerdict verify_detached(std::string_view bytes, std::string_view signature,
                                const std::vector<fs::path>& public_keys, const fs::path& tmp);

/// Why a release must not carry a detached signature of `bytes`; empty if it may. The signature must be good,
/// made by the signer's primary key itself, of a binary document, with SHA-256, and must not expire.
std::string fault_of_detached(std::string_view bytes, std::string_view signature, const Signer& signer,
                              const fs::path& tmp);

/// As Signer::detached, but stores and reuses signatures as sign_all does. Checks a signature when it is made
/// and when it is reused. If a stored signature is not valid, replaces it with a warning. Throws Error(trust)
/// if the new signature is not valid either.
std::string detached_kept(std::string_view bytes, Signer& signer, store::Store& store, const fs::path& tmp,
                          Reporter& reporter);

}  // namespace rpmworks::sign
