// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::sign {

struct NewKey {
  fs::path home;           ///< the GnuPG home to make; must not exist
  std::string user_id;     ///< "Acme packages <rpm@acme.example>"
  std::string algorithm;   ///< as for gpg --quick-generate-key: "rsa3072", "ed25519"
  std::string expire;      ///< likewise: "never", "2y", "2030-01-01"
  std::string passphrase;  ///< empty: the key is not protected
};

/// Makes a signing key in a GnuPG home of its own, which only the user can read, and returns its fingerprint.
/// The home appears whole or not at all. Throws Error(failed) if the home exists, Error(trust) with GnuPG's
/// message if it cannot make the key.
std::string make_key(const NewKey& key);

}  // namespace rpmworks::sign
