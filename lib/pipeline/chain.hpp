// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chain/chain.hpp"
#include "config/config.hpp"
#include "core/events.hpp"
#include "store/workspace.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::pipeline {

/// A repository of a chain.
struct ChainRepository {
  std::string name;          ///< short; the `repository` of its packages
  std::string address;       ///< URL or absolute path, without user name and password
  bool is_upstream = false;  ///< of repos.yaml
  upstream::Metadata metadata;
  size_t packages = 0;
  size_t effective = 0;  ///< packages that clients of the chain get from this repository
  bool has_sha1() const { return metadata.primary_checksum.algorithm == DigestAlgorithm::sha1; }
};

/// What a chain of repositories gives to clients.
struct Chain {
  std::vector<ChainRepository> repositories;  ///< the oldest first
  std::vector<solve::RepositoryPackage> packages;
  chain::View view;
};

/// Returns the configuration of the product, or null if there is no product.
using FindConfig = std::function<const config::Config*()>;

/// Reads the metadata of repositories, each given as a URL, a folder, or the name of an upstream. Calls
/// `find_config` only for names. Metadata with SHA-1 checksums is accepted, and no signature of a package is
/// checked: the result is for information only. Throws Error(usage) for a wrong argument, and as
/// upstream::Repository::open.
Chain read_chain(const std::vector<std::string>& repositories, const store::Workspace& workspace,
                 const FindConfig& find_config, Reporter& reporter);

}  // namespace rpmworks::pipeline
