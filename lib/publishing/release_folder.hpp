// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::publishing {

/// Returns the workspace of the product, or null if there is no product.
using FindWorkspace = std::function<const store::Workspace*()>;

/// The folder of a release, from its name in the workspace or from the path of a folder with a manifest.
/// Calls `find_workspace` only if necessary. Throws Error(invalid) with "did you mean" if there is no such
/// release or folder.
fs::path release_folder(const std::string& name_or_folder, const FindWorkspace& find_workspace);

/// Its manifest.json.
manifest::Manifest manifest_of(const fs::path& release_folder);

/// Its guide for users of earlier releases; empty if it has none.
std::string upgrade_guide_of(const fs::path& release_folder);

/// Packages of a release.
struct ReleasedPackages {
  std::string release;
  std::vector<manifest::Entry> packages;  ///< sorted as in the manifest
};

/// The packages of the newest release of a workspace that have this name or NEVRA.
ReleasedPackages released_packages(const store::Workspace& workspace, const std::string& name_or_nevra);

}  // namespace rpmworks::publishing
