// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: OpenPGP signatures of version 4, exactly as gpg writes them.
//
// Sources: RFC 4880 (RFC 9580 has the same text), sections 4.2 (packet headers), 3.2 (numbers), 5.2.3
// (signatures of version 4), 5.2.3.1 (subpackets), 5.2.4 (what is hashed); the order of subpackets is that of
// gpg 2.2 (g10/build-packet.c, build_sig_subpkt_from_sig); canonical S-expressions: the manual of libgcrypt,
// chapter "S-expressions", and its section "Cryptographic Functions" for sig-val.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::sign {

/// The primary key that signs.
struct KeyName {
  unsigned algorithm = 0;   ///< number of the public key algorithm: 1 RSA, 17 DSA, 19 ECDSA, 22 EdDSA
  std::string fingerprint;  ///< of version 4: 40 hexadecimal digits
};

/// A signature of class 0x00 (binary document) over SHA-256 that still lacks its numbers.
class SignatureToMake {
 public:
  /// `time`: seconds since 1970, at most 32 bits.
  SignatureToMake(std::string_view bytes, const KeyName& key, int64_t time);

  /// SHA-256 of the signed bytes and the hashed part of the signature, in hexadecimal: what the key signs.
  const std::string& digest() const { return m_digest; }
  /// The packet with the numbers of the signature: one for RSA, two for the other algorithms, big-endian.
  std::string packet(const std::vector<std::string>& numbers) const;

 private:
  std::string m_hashed;  ///< the part of the packet that is hashed
  std::string m_key_id;  ///< 8 bytes
  std::string m_digest;
};

/// The numbers of a signature in a canonical S-expression, as gpg-agent returns it: s of RSA, r and s of the
/// other algorithms. Nothing if the text has another form.
std::optional<std::vector<std::string>> numbers_of_signature(std::string_view expression);

}  // namespace rpmworks::sign
