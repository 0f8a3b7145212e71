// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
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
  /// When the key was created; seconds since 1970. No signature may claim to be older.
  virtual int64_t created() const = 0;
  /// Who makes the signatures, for people: "private agents".
  virtual std::string shown_way() const = 0;
  /// Throws Error(trust) if the key has expired at `now`, seconds since 1970, or was created later: the clock
  /// is wrong.
  virtual void require_valid(int64_t now) const = 0;
  /// A binary OpenPGP signature of `bytes` by the primary key itself: version 4, class 0x00 (binary
  /// document), SHA-256. `time`: when it claims to be made, seconds since 1970. Does not check whether the
  /// key has expired. Throws Error(trust) if the key cannot sign now. Several threads may call it.
  virtual std::string signature(std::string_view bytes, int64_t time) = 0;
};

/// A signer with a key held by GnuPG. Never prompts on a terminal: if the agent does not hold the passphrase,
/// that is an error. Throws Error(trust) if the secret key is missing, has expired, or cannot sign; the
/// message names the homedir and the fingerprint.
std::unique_ptr<Signer> gpg_signer(const config::Key& key, const fs::path& tmp);

/// A signer with `command` of a key: a program that reads the bytes from its standard input, gets
/// RPMWORKS_KEY (fingerprint), RPMWORKS_TIME (seconds since 1970) and RPMWORKS_HASH in its environment, and
/// prints a signature, binary or armoured. Each signature is verified. Throws Error(trust) if the public key
/// cannot be used.
std::unique_ptr<Signer> command_signer(const config::Key& key, const fs::path& tmp);

/// command_signer if the key has a `command`, otherwise gpg_signer.
std::unique_ptr<Signer> signer_of(const config::Key& key, const fs::path& tmp);

/// The hint for a package that is to be signed but already carries another signature.
constexpr const char* k_unsigned_copy =
    "rpmworks never replaces a signature: verify the package, remove the signature from a copy with `rpmsign "
    "--delsign` and use that copy, or package it from git";

/// When a signature claims to be made. It comes from the inputs, so that the same inputs give the same
/// signature.
struct SignatureTime {
  int64_t seconds = 0;     ///< since 1970
  bool is_of_now = false;  ///< the inputs lie after the clock: a later run with them makes another signature
};

/// The later of `input_time` and the creation of the key, but not after `now`. `input_time`: of a package its
/// build time, of metadata and manifests when what they describe was made.
SignatureTime signature_time(int64_t input_time, const Signer& signer, int64_t now);

/// Tells, in a warning, if the signatures of a key differ each time. Makes two test signatures when the key
/// is used for the first time with this store, which remembers the result.
void warn_of_random_signatures(Signer& signer, store::Store& store, Reporter& reporter);

/// How packages are signed. Equal rules give equal bytes.
struct SigningRule {
  std::vector<Signer*> signers;  ///< at least one; several only for clients that read several signatures
  bool signs_payload = false;    ///< also over header and payload, for clients before rpm 4.14
};

/// Signs packages of the store and puts the signed packages into the store. Each signature is kept there,
/// keyed by the digest of the unsigned package, the keys and the rule, and reused without using the keys.
/// Without the kept signature the same bytes are made again, unless a key signs at random. Verifies every
/// signed package against each signer's public key. Returns SHA-256 digests of the signed packages in the
/// order given. Throws Error(trust) if a key has expired or does so meanwhile, and if a package already
/// carries a signature by another key, or one that rpm cannot read: a vendor's signature is never replaced.
/// What was signed before an error is kept.
std::vector<std::string> sign_all(const std::vector<std::string>& unsigned_sha256, const SigningRule& rule,
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

/// An ASCII-armoured detached signature of `bytes`, not checked and not kept. `time` as for
/// Signer::signature.
std::string detached(std::string_view bytes, int64_t time, Signer& signer);

/// As detached, with signature_time(input_time, …), but stores and reuses signatures as sign_all does. Checks
/// a signature when it is made and when it is reused. If a stored signature is not valid, replaces it with a
/// warning. Throws Error(trust) if the key has expired, or if the new signature is not valid either.
std::string detached_kept(std::string_view bytes, int64_t input_time, Signer& signer, store::Store& store,
                          const fs::path& tmp, Reporter& reporter);

}  // namespace rpmworks::sign
