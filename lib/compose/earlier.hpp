// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// Packages of a release that another release of the product holds under the same name and version as other
/// files. Binary packages with other contents: clients that installed those never see these as an update. And
/// packages that the same key signed a second time. A line of each kind for each such release; a package is
/// compared with the latest of them (in rpm's order of their names) that has its NEVRA. `folder` holds the
/// release that was made now.
std::vector<std::string> same_names_other_files(const manifest::Manifest& made, const fs::path& folder,
                                                const store::Workspace& workspace);

}  // namespace rpmworks::compose
