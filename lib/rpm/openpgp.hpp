// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::rpm {

/// A primary key or signing subkey of an OpenPGP certificate. Times are seconds since 1970.
struct SigningKey {
  std::string key_id;       ///< 16 lower-case hexadecimal digits
  std::string fingerprint;  ///< upper-case hexadecimal
  int64_t created = 0;
  std::optional<int64_t> expires;
  bool revoked = false;
  std::string packet;  ///< for librpm: a public key packet, also for a subkey
};

/// An OpenPGP certificate (RFC 4880, section 11.1), reduced to packets that its owner signed.
///
/// librpm 4.18 ignores expiry and revocation of a primary key, and rejects a whole certificate because of
/// packets that it need not understand. So the certificate is read here, every self-signature is verified,
/// and librpm gets single keys.
struct Certificate {
  std::string user_id;
  std::string whole;  ///< all packets unchanged, for other programs
  std::vector<SigningKey>
      keys;  ///< the primary key, then its signing subkeys, including revoked and expired ones
  /// Fingerprints of subkeys that librpm cannot use, or whose binding signatures it cannot read, so that they
  /// are not trusted.
  std::vector<std::string> unreadable_subkeys;
  const SigningKey& primary() const { return keys.front(); }
};

/// The content of every "PGP PUBLIC KEY BLOCK" of a text, one string per block; empty if there is none.
/// Throws Error(invalid) if a block is damaged.
std::vector<std::string> unarmour(std::string_view text);

/// The content of every "PGP SIGNATURE" of a text; otherwise as unarmour.
std::vector<std::string> unarmour_signatures(std::string_view text);

/// A certificate that cannot be used.
struct UnusableKey {
  std::string fingerprint;  ///< of the primary key; empty for versions other than 4
  std::string user_id;      ///< may be empty
  Error reason;
};

/// The certificates in a sequence of OpenPGP packets.
struct CertificateList {
  std::vector<Certificate> usable;
  std::vector<UnusableKey> unusable;  ///< of a type that rpm does not support, or without a self-signature
};

/// Throws Error(invalid) if the packets cannot be read.
CertificateList read_all_certificates(std::string_view packets);

/// Same, but throws Error(invalid) if one of them cannot be used.
std::vector<Certificate> read_certificates(std::string_view packets);

/// Encodes packets as a "PGP PUBLIC KEY BLOCK" (RFC 4880, section 6).
std::string armour(std::string_view packets);
/// What a signature says about itself. Nothing is verified.
struct SignatureFacts {
  unsigned version = 0;
  unsigned type = 0;  ///< 0: of a binary document
  unsigned hash = 0;  ///< 8: SHA-256
  int64_t created = 0;
  bool expires = false;
};
/// Reads the one signature in a sequence of packets. Throws Error(invalid) if there is anything else.
SignatureFacts signature_facts(std::string_view packets);

/// Encodes packets as a "PGP SIGNATURE".
std::string armour_signature(std::string_view packets);

}  // namespace rpmworks::rpm
