// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::chain {

/// A key that packages of the chain may be signed with.
struct FlatKey {
  std::string name;
  std::string file;  ///< path of its public key, relative to repos.yaml
  std::string fingerprint;
  std::string expired = {};  ///< the rule of repos.yaml; empty: the default
  bool sha1 = false;         ///< `digests: sha1`
};

/// A repository of the chain that gives packages.
struct FlatUpstream {
  std::string name;
  std::string address;  ///< without user name and password
  bool is_mirror_list = false;
  bool signed_repomd = false;
  bool sha1 = false;
  std::vector<std::string> trust;     ///< names of keys
  std::vector<std::string> packages;  ///< NEVRAs, sorted
};

/// A product whose releases contain what clients got from a chain.
struct Flat {
  std::string product;
  std::string arch;                ///< of its target
  std::vector<std::string> chain;  ///< the addresses of all repositories, the oldest first
  std::vector<FlatKey> keys;
  std::vector<FlatUpstream> upstreams;
};

/// The repos.yaml of the product, with comments: one section for each upstream, with exactly its packages.
/// Throws Error(invalid) for a package whose name, version or architecture cannot be written there.
std::string repos_yaml(const Flat& flat);

/// A name for repos.yaml from any text, which may be empty.
std::string valid_name(const std::string& text);

}  // namespace rpmworks::chain
