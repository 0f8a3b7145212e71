// SPDX-License-Identifier: GPL-3.0-or-later
// How a product changes its signing key so that no client ever refuses a package: the new key is shipped with
// one published release before the first release that it signs.
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"
#include "publishing/release_package.hpp"

namespace rpmworks::publishing {

struct Rotation {
  enum class Step {
    make,  ///< there is no next key
    ship,  ///< the next key is in repos.yaml, but the published release does not ship it
    use,   ///< the published release ships it
    done   ///< a key that the published release ships as next signs now
  };
  Step step = Step::make;
  std::string key;                    ///< the key that is replaced, by its name in repos.yaml
  std::string next;                   ///< the key that replaces it; for Step::make a name that is free
  std::string fingerprint;            ///< of `next`; empty for Step::make
  fs::path homedir;                   ///< for Step::make, where the new key would be
  std::string release;                ///< the published release; empty if none is
  std::vector<std::string> sections;  ///< that `key` signs
  SourcePosition where;               ///< of `next` in repos.yaml
  /// For Step::ship, the package that installs keys on clients, if repos.yaml has one.
  std::optional<KeyInReleasePackage> release_package;
};

/// The state of a rotation. `key`: the name of a key that signs; empty: the only one. `next`: the name of its
/// successor; empty: the first of `release.next-keys` that signs nothing. Throws Error(invalid) if repos.yaml
/// has no such key.
Rotation rotation_of(product::Session& session, const std::string& key, const std::string& next);

struct NextKeyRequest {
  std::string algorithm;   ///< empty: that of the key that is replaced
  std::string expire;      ///< "never", "2y"
  std::string passphrase;  ///< empty: not protected
};

/// Makes the next key of a rotation in a GnuPG home of its own, with the user id of the key that it replaces,
/// and returns its fingerprint. Throws as sign::make_key.
std::string make_next_key(product::Session& session, const Rotation& rotation, const NextKeyRequest& request);

}  // namespace rpmworks::publishing
