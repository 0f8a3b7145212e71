// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::releases {

/// Whether the folder is a release; a symbolic link to a release is not.
bool is_release(const fs::path& place);

/// Throws Error(failed) if `place` exists and is not a release.
void require_place(const fs::path& place);

/// Reads manifest.json in a release's folder.
manifest::Manifest read_manifest(const fs::path& release_folder);

}  // namespace rpmworks::releases
