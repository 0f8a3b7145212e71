// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::releases {

/// The release that clients had before another one.
struct EarlierRelease {
  fs::path folder;
  std::shared_ptr<const manifest::Manifest> manifest;

  /// The package of this name and architecture for a target; null if there is none.
  const manifest::Entry* find(const rpm::Nevra& nevra, const std::string& target) const;
  /// The target of a package.
  const std::string& target_of(const manifest::Entry& entry) const;
  /// Its name, and the digest of its manifest.json.
  manifest::ReleaseRef reference() const;
};

/// The release that was published before the release `name` of a product, which is in the folder `releases`
/// of a workspace, or is being composed there: the published release, or for a release that was itself
/// published the one before it. Nothing if there is none of the same product that can be read. Warns about
/// releases that cannot be read.
std::optional<EarlierRelease> earlier_release(const fs::path& releases, const std::string& product,
                                              const std::string& name, Reporter& reporter);

}  // namespace rpmworks::releases
