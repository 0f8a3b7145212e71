// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "pipeline/chain.hpp"

namespace rpmworks::pipeline {

/// How to leave a chain.
struct FlattenRequest {
  fs::path folder;  ///< for repos.yaml; created if it does not exist
  /// Files with public keys that packages may be signed with: "FILE" for all repositories, or "NAME=FILE" for
  /// the repository NAME. Upstreams of repos.yaml have their own keys.
  std::vector<std::string> keys;
  std::string product;  ///< its name; empty: that of the folder
  std::string arch;     ///< of its target; empty: the one of the packages
  bool sha1 = false;    ///< accept repositories with only SHA-1 checksums
  fs::path cache;       ///< see Locations
  unsigned jobs = 0;    ///< see Session
};

/// A product whose releases contain what clients got from a chain.
struct Flattened {
  fs::path config;  ///< repos.yaml
  fs::path lock;    ///< repos.lock
  size_t packages = 0;
  size_t upstreams = 0;
  size_t source_packages = 0;  ///< of the chain; a section of an upstream cannot have them
  size_t other_arch = 0;       ///< packages of the chain for other architectures, left out as well
};

/// Writes repos.yaml, repos.lock, and the public keys in keys/. The lock has exactly the packages that
/// clients get, so a release made from it has them too. Packages are fetched and verified only if their
/// metadata has only SHA-1 checksums; else a release verifies them.
///
/// Throws Error(invalid) if the folder has a repos.yaml or a repos.lock, or a key file cannot be read;
/// Error(usage) if the keys of a repository or the architecture are missing; Error(upstream) if a repository
/// has changed since the chain was read. Then neither repos.yaml nor repos.lock is written.
Flattened flatten(const Chain& chain, const FlattenRequest& request, const FindConfig& find_config,
                  Reporter& reporter);

}  // namespace rpmworks::pipeline
