// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the keys of a GnuPG home, as `gpg --with-colons` lists them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sign/gnupg_home.hpp"

namespace rpmworks::sign {

/// A primary key for which the home has the primary secret key or a secret subkey.
struct ListedKey {
  std::string fingerprint;        ///< full, upper case
  std::string algorithm;          ///< "rsa3072", "nistp256"
  unsigned algorithm_number = 0;  ///< as OpenPGP counts them: 1 is RSA
  int64_t expires = 0;            ///< seconds since 1970; 0: never
  bool is_expired = false;
  bool is_revoked = false;
  bool is_disabled = false;
  bool is_secret = false;  ///< the home has the primary secret key, or a reference to a card that has it
  bool can_sign = false;   ///< the primary key may sign
  std::string keygrip;     ///< of the primary key; the file of its secret part has this name
  std::vector<std::string> signing_subkeys;  ///< fingerprints of the subkeys that can sign now
};

/// The secret keys of a home, or only the key `which` (fingerprint of a primary key or subkey). Returns an
/// empty list if there is none. Throws Error(trust) with GnuPG's message if gpg cannot list them.
std::vector<ListedKey> secret_keys(const GnupgHome& home, const std::string& which = {});

/// Why the secret part of a key cannot be used or seems to be missing although it is in the home: this user
/// cannot read it, or it is damaged. Empty if there is no sign of that. If `key` has no keygrip, checks only
/// whether this user can read secret keys.
std::string fault_of_secret_part(const GnupgHome& home, const ListedKey& key);

/// The ASCII-armoured public key, without third-party signatures. Throws Error(trust).
std::string exported_key(const GnupgHome& home, const std::string& fingerprint);

/// Throws Error(failed) if gpg, which failed, says that the disk of its home is full: gpg writes lock files
/// there even when it only reads. `doing`: "list the keys of"; `said`: what gpg printed.
void require_room(const GnupgHome& home, const char* doing, const std::string& said);

}  // namespace rpmworks::sign
