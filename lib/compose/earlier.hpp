// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// Binary packages of a release that another release of the product holds under the same name and version
/// with other contents: clients that installed those never see these as an update. A line for each such
/// release; a package is held against the latest of them (in rpm's order of their names) that has its NEVRA.
/// `folder` holds the release that was made now. Packages that differ in their signature alone do not count.
std::vector<std::string> unseen_updates(const manifest::Manifest& made, const fs::path& folder,
                                        const store::Workspace& workspace);

}  // namespace rpmworks::compose
