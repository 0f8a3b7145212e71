// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::product {

/// Returns the workspace of the product; null where there is no product.
using FindWorkspace = std::function<const store::Workspace*()>;

/// The folder of a release: that of this name in the workspace, which is asked for only when it matters, or a
/// folder anywhere that holds a manifest. Throws Error(invalid) with "did you mean" when it is neither.
fs::path release_folder(const std::string& name_or_folder, const FindWorkspace& find_workspace);

/// Its manifest.json.
manifest::Manifest manifest_of(const fs::path& release_folder);

}  // namespace rpmworks::product
