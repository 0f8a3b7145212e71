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

/// Called with each package file when it has been signed, by several threads.
using OnSigned = std::function<void(const fs::path&)>;

/// Makes OpenPGP signatures with one key.
class Signer {
 public:
  virtual ~Signer() = default;
  /// Full fingerprint, upper case.
  virtual std::string fingerprint() const = 0;
  /// The kind of key, as GnuPG writes it: "rsa3072", "ed25519". Old clients read RSA only.
  virtual std::string algorithm() const = 0;
  /// ASCII-armoured public key, minimal (no third-party signatures), as shipped to clients.
  virtual std::string public_key() const = 0;
  /// ASCII-armoured detached signature (SHA-256).
  virtual std::string detached(std::string_view bytes) = 0;
  /// Signs package files in place: header signatures with SHA-256, made with the primary key. The files
  /// must be private copies: rpmsign writes into them, and so into every hard link of them. `on_signed` is
  /// told of each soon after it was signed, while others are still to be.
  virtual void sign_packages(const std::vector<fs::path>& files, const OnSigned& on_signed) = 0;
};

/// A key held by GnuPG. Nothing ever asks on a terminal: a passphrase that the agent does not hold is an
/// error. Throws Error(trust) when the secret key is not there, has expired, or cannot sign; the message
/// names the homedir and the fingerprint.
std::unique_ptr<Signer> gpg_signer(const config::Key& key, const fs::path& tmp);

/// What can be done about a package that carries somebody's signature and is to be signed.
constexpr const char* k_unsigned_copy =
    "a signature that is there is never replaced: verify it, take it off a copy with `rpmsign --delsign` and "
    "give that one, or package it from git";

/// Unsigned packages → signed ones in the store. A signature made once is kept there, keyed by the digest of
/// the unsigned package and the key, and spliced on again: the same package signed again gives the same bytes
/// without touching the key. Every package that leaves is verified against the signer's public key. Returns
/// SHA-256 digests of the signed packages in the order given. Throws Error(trust) when a package is signed by
/// another key already, or in a way that rpm cannot read: a vendor's signature is never replaced.
std::vector<std::string> sign_all(const std::vector<std::string>& unsigned_sha256, Signer& signer,
                                  store::Store& store, const fs::path& tmp, Reporter& reporter);

/// How a detached signature was judged.
struct DetachedVerdict {
  rpm::Trust trust = rpm::Trust::broken;
  std::string fingerprint;       ///< of the primary key that made it; empty when that key is not known
  std::string reason;            ///< one line for a person
  int64_t made = 0;              ///< when, as the signature says; seconds since 1970
  int64_t expires = 0;           ///< when the signature itself does; 0: never
  std::string signing_key;       ///< fingerprint of the key or subkey that made it
  std::string hash;              ///< "sha256"; as a number when it is not known here
  std::string signature_class;   ///< two hexadecimal digits: "00" of a binary document
  bool key_has_expired = false;  ///< since it was made
};

/// Judges an ASCII-armoured detached signature of `bytes` against the keys in `public_keys` (files) alone.
/// Never throws for what the signature or the keys contain.
DetachedVerdict verify_detached(std::string_view bytes, std::string_view signature,
                                const std::vector<fs::path>& public_keys, const fs::path& tmp);

/// Why a detached signature of `bytes` is none that a release may carry: it has to be good, made by the
/// signer's primary key itself, of a binary document, with SHA-256, and without an end. Empty: it is.
std::string fault_of_detached(std::string_view bytes, std::string_view signature, const Signer& signer,
                              const fs::path& tmp);

/// As Signer::detached, kept in the store likewise. A signature is checked when it is made and when it is
/// used again; a signature in the store that does not hold is replaced, with a warning. Throws Error(trust)
/// when the new signature does not hold either.
std::string detached_kept(std::string_view bytes, Signer& signer, store::Store& store, const fs::path& tmp,
                          Reporter& reporter);

}  // namespace rpmworks::sign
