// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the keys of a GnuPG home, as `gpg --with-colons` lists them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sign/gnupg_home.hpp"

namespace rpmworks::sign {

/// A primary key whose secret part, or a subkey's, is in a home.
struct ListedKey {
  std::string fingerprint;  ///< full, upper case
  std::string algorithm;    ///< "rsa3072", "nistp256"
  int64_t expires = 0;      ///< seconds since 1970; 0: never
  bool is_expired = false;
  bool is_revoked = false;
  bool is_disabled = false;
  bool is_secret = false;            ///< the secret part of the primary key itself is there, or on a card
  bool can_sign = false;             ///< the primary key may sign
  std::string keygrip;               ///< of the primary key: the file of its secret part is named after it
  std::vector<std::string> subkeys;  ///< their fingerprints
  std::vector<std::string> signing_subkeys;  ///< of those that can sign now
};

/// The secret keys of a home; with `which` (a fingerprint, of a subkey too) only that one. None is no error;
/// throws Error(trust) with GnuPG's own words when it cannot list them.
std::vector<ListedKey> secret_keys(const GnupgHome& home, const std::string& which = {});

/// Why the secret part of a key, which GnuPG says is not in the home, may be there all the same: this user
/// cannot read it, or it is damaged. Empty when nothing says so. Of a key without keygrip, whether this user
/// can read secret keys at all.
std::string fault_of_secret_part(const GnupgHome& home, const ListedKey& key);

/// The public part of a key, ASCII-armoured, without other people's signatures on it. Throws Error(trust).
std::string exported_key(const GnupgHome& home, const std::string& fingerprint);

}  // namespace rpmworks::sign
