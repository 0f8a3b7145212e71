// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the release that clients had before.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::gates {

struct EarlierRelease {
  fs::path folder;
  std::shared_ptr<const manifest::Manifest> manifest;

  /// The package of this name and architecture for a target; null if there is none.
  const manifest::Entry* find(const rpm::Nevra& nevra, const std::string& target) const;
  /// The target of a package.
  const std::string& target_of(const manifest::Entry& entry) const;
};

/// The release that was published before `made`, which is in the workspace with this `releases` folder, or is
/// being composed there: the published release, or for a release that was itself published the one before it.
/// Nothing if there is none of the same product that can be read. Warns about releases that cannot be read.
std::optional<EarlierRelease> earlier_release(const fs::path& releases, const manifest::Manifest& made,
                                              Reporter& reporter);

}  // namespace rpmworks::gates
