// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the XML files are made of blocks of packages, which are compressed separately and
// kept in the store. The borders depend only on the packages near them, so that a new package changes one
// block or two.
#pragma once

#include <span>
#include <vector>

#include "repodata/describe.hpp"
#include "store/store.hpp"

namespace rpmworks::repodata {

/// The entries of consecutive packages.
struct Block {
  PerTable xml;
  PerTable gzip;                     ///< the same, compressed by archive::BlockCodec
  std::vector<PackagePtr> packages;  ///< only if they were asked for
};

/// Divides packages, which are sorted by path.
std::vector<std::span<const File>> divide(const std::vector<File>& files);

/// Makes a block of packages below `folder`, or takes it from the store if it has the same block. If the
/// store has another block that starts with the same package, uses its entries and reads only the other
/// packages. `store` may be null. If `with_packages`, reads all packages in any case. Thread-safe.
Block make_block(const fs::path& folder, std::span<const File> files, store::Store* store,
                 bool with_packages);

}  // namespace rpmworks::repodata
