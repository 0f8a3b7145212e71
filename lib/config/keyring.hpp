// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/error.hpp"
#include "rpm/package.hpp"

namespace rpmworks::config {

/// Which signatures by a key of repos.yaml are accepted.
inline rpm::KeyPolicy policy_of(const Key& key) {
  using Expired = rpm::KeyPolicy::Expired;
  const Expired expired = key.expired == ExpiredKey::ignore          ? Expired::ignore
                          : key.expired == ExpiredKey::signed_before ? Expired::signed_before
                                                                     : Expired::refuse;
  return {.expired = expired, .sha1 = key.sha1, .name = key.name};
}

/// A keyring of the named keys of repos.yaml, each with its own rules. Throws Error(invalid) if a file is
/// missing, and as rpm::Keyring::add.
inline rpm::Keyring trusted_keyring(const std::vector<std::string>& names, const Config& config) {
  rpm::Keyring keyring;
  for (const auto& name : names) {
    const Key& key = config.keys.at(name);
    if (!fs::exists(key.public_key))
      throw Error(ExitCode::invalid, fmt::format("the public key of '{}' is missing: {} does not exist", name,
                                                 key.public_key.string()))
          .at(key.where)
          .hint("get the file from the owner of the key, and compare its fingerprint with what they publish");
    keyring.add(key.public_key, key.fingerprint, policy_of(key));
  }
  return keyring;
}

}  // namespace rpmworks::config
