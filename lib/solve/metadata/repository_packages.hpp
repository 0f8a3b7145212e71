// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/nevra.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// What a package obsoletes: "lib < 2". rpm compares it with names of packages, not with what they provide.
struct Obsoleted {
  std::string name;
  rpm::Evr evr;            ///< empty: every version
  bool is_lower = false;   ///< versions below `evr`
  bool is_equal = false;   ///< `evr` itself; without a release, every release of that version
  bool is_higher = false;  ///< versions above `evr`

  bool covers(const rpm::Nevra& package) const;
};

/// A package as the metadata of a repository describes it.
struct RepositoryPackage {
  size_t repository = 0;  ///< index of its repository
  upstream::Location location;
  std::string source_package;  ///< file name of its source package; empty if unknown
  std::vector<Obsoleted> obsoletes;
};

/// All packages of these repositories, in the order of the metadata, source packages and all architectures
/// included. Nothing is verified but the digests of the metadata. Throws Error(upstream) for metadata that
/// cannot be read.
std::vector<RepositoryPackage> packages_of(const std::vector<upstream::Metadata>& repositories);

}  // namespace rpmworks::solve
