// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "context.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::cli {

/// The folder of a release: that of this name in the workspace, or a folder anywhere that holds a manifest.
/// Throws Error(invalid) with "did you mean" when it is neither.
fs::path release_folder(Context& context, const std::string& name_or_folder);

/// Its manifest.json.
manifest::Manifest manifest_of(const fs::path& release_folder);

}  // namespace rpmworks::cli
