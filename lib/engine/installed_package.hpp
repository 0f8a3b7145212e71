// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rpm/package.hpp"

namespace rpmworks::engine {

/// A package that is installed into a build root.
struct InstalledPackage {
  std::string sha256;  ///< of the file
  rpm::Nevra nevra;
  std::string repository;  ///< empty for a local package, which is a blob of the store
  std::string href;        ///< within the repository
  uint64_t size = 0;

  bool operator==(const InstalledPackage& other) const { return sha256 == other.sha256; }
};

/// The SHA-256 of the sorted digests of packages. It identifies a build root by its packages.
std::string digest_of(std::vector<InstalledPackage> packages);

}  // namespace rpmworks::engine
