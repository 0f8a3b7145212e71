// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::rpm {

/// A primary key or signing subkey of an OpenPGP certificate. Times are seconds since 1970.
struct SigningKey {
  std::string key_id;       ///< 16 lower-case hexadecimal digits
  std::string fingerprint;  ///< upper-case hexadecimal
  int64_t created = 0;
  std::optional<int64_t> expires;
  bool revoked = false;
};

/// An OpenPGP certificate (RFC 4880, section 11.1), reduced to what its owner signed himself.
///
/// librpm 4.18 takes no notice of a primary key's expiry and revocation, and refuses a whole certificate over
/// packets that it need not understand. So the certificate is read here, every self-signature is verified,
/// and librpm gets only the packets that hold.
struct Certificate {
  std::string user_id;
  std::string packets;           ///< primary key, first user id, valid signing subkeys: what librpm reads
  std::string whole;             ///< every packet of it, as it was given: for other programs
  std::vector<SigningKey> keys;  ///< the primary key, then its signing subkeys, revoked and expired ones too
  const SigningKey& primary() const { return keys.front(); }
};

/// The bytes inside every "PGP PUBLIC KEY BLOCK" of a text, one string a block. Throws Error(invalid) when a
/// block is damaged; gives none when there is none.
std::vector<std::string> unarmour(std::string_view text);

/// The certificates in a sequence of OpenPGP packets. Throws Error(invalid) for packets that cannot be read,
/// a key of a kind that rpm cannot verify, or a primary key that carries no valid signature of its own.
std::vector<Certificate> read_certificates(std::string_view packets);

/// Packets as a "PGP PUBLIC KEY BLOCK" (RFC 4880, section 6).
std::string armour(std::string_view packets);

}  // namespace rpmworks::rpm
