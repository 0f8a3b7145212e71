// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstdint>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::sign {

/// The public key that a release ships.
struct PublicKey {
  std::string armoured;
  std::string fingerprint;  ///< full, upper case
};

/// Reads `public` of a key that signs, and compares its fingerprint with `fingerprint` if that is set. The
/// file becomes part of releases. Throws Error(trust) if it holds a secret key, or not exactly one key.
PublicKey public_key_of(const config::Key& key, const fs::path& tmp);

/// Times of an ASCII-armoured public key; seconds since 1970.
struct KeyTimes {
  int64_t created = 0;
  int64_t expires = 0;  ///< 0: never
};
KeyTimes times_of(const std::string& armoured);

}  // namespace rpmworks::sign
