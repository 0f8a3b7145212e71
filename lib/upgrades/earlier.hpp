// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::upgrades {

/// Whether two package files are the same except for their signatures. Throws Error if one cannot be read.
bool same_contents(const fs::path& one, const fs::path& other);

/// Warnings about packages of a new release that differ from the packages of the same NEVRA in other releases
/// of the product. For each such release there is one line for binary packages with other contents, which
/// clients do not see as an update, and one line for packages that the same key signed a second time. Each
/// package is compared with the latest release (in rpm's order of release names) that contains its NEVRA.
/// `folder` holds the new release. A release or package that cannot be read has a line too.
std::vector<std::string> same_names_other_files(const manifest::Manifest& made, const fs::path& folder,
                                                const store::Workspace& workspace);

}  // namespace rpmworks::upgrades
