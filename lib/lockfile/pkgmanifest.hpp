// SPDX-License-Identifier: GPL-3.0-or-later
// The package manifests of libpkgmanifest (version 0 of the format), which dnf5's manifest plugin uses:
// https://github.com/rpm-software-management/libpkgmanifest, schemas/manifest.json.
#pragma once

#include <string>
#include <vector>

#include "lockfile/foreign.hpp"

namespace rpmworks::lockfile {

/// Reads the manifest in `file`. Packages of other architectures than that of `place` are left out, with a
/// note. Throws Error(invalid) with file:line:column if it is not a manifest.
Imported from_pkgmanifest(const std::string& text, const fs::path& file, const Place& place);

/// The packages of one target as a manifest. `arch` is the base architecture of the target. A package that is
/// in several sections is listed once.
Exported to_pkgmanifest(const Lock& lock, const std::string& target, const std::string& arch);

/// A package of a package manifest.
struct PackageInManifest {
  LockedPackage package;
  /// The base architectures that a package of another architecture, such as noarch, is for.
  std::vector<std::string> parent_archs;
};

/// The text of a package manifest. `packages` are in the order of the text, within each architecture.
std::string pkgmanifest_text(const std::vector<LockedUpstream>& repositories,
                             const std::vector<PackageInManifest>& packages);

}  // namespace rpmworks::lockfile
