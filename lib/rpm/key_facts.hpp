// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::rpm {

/// Data of a public key, even if this machine's librpm does not support it. Nothing is verified: use it only
/// to describe a key from a trusted source. Times are seconds since 1970.
struct KeyFacts {
  int version = 0;          ///< of the key packet; 4 today
  std::string algorithm;    ///< as GnuPG writes it: "rsa3072", "dsa1024", "nistp256", "ed25519"
  std::string fingerprint;  ///< upper case; empty for versions other than 4
  std::string user_id;      ///< the first; empty if there is none
  int64_t created = 0;
  std::optional<int64_t> expires;
  bool revoked = false;
  std::vector<std::string> self_hashes;  ///< hash algorithms of its self-signatures on user ids: "sha256"
  std::vector<std::string> subkey_algorithms;  ///< of all subkeys
  std::optional<unsigned> bits() const;        ///< for RSA, DSA and Elgamal
};

/// The facts of each key in a sequence of OpenPGP packets. Throws Error(invalid) if the packets cannot be
/// read.
std::vector<KeyFacts> key_facts(std::string_view packets);

}  // namespace rpmworks::rpm
