// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::rpm {

/// What a public key says of itself, whether or not the librpm of this machine can verify with such a key.
/// Nothing of it is verified: it describes a key that its owner gave. Times are seconds since 1970.
struct KeyFacts {
  int version = 0;          ///< of the key packet; 4 today
  std::string algorithm;    ///< as GnuPG writes it: "rsa3072", "dsa1024", "nistp256", "ed25519"
  std::string fingerprint;  ///< upper case; empty for versions other than 4
  std::string user_id;      ///< the first; empty when it has none
  int64_t created = 0;
  std::optional<int64_t> expires;
  bool revoked = false;
  std::vector<std::string> self_hashes;        ///< of its signatures on its own user ids: "sha256"
  std::vector<std::string> subkey_algorithms;  ///< of all subkeys
  std::optional<unsigned> bits() const;        ///< of RSA, DSA and Elgamal
};

/// The facts of each key in a sequence of OpenPGP packets. Throws Error(invalid) for packets that cannot be
/// read.
std::vector<KeyFacts> key_facts(std::string_view packets);

}  // namespace rpmworks::rpm
