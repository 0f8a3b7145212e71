// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <thread>

#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::releases {

/// Whether the folder is a release; a symbolic link to a release is not.
bool is_release(const fs::path& place);

/// Throws Error(failed) if `place` exists and is not a release.
void require_place(const fs::path& place);

/// Reads manifest.json in a release's folder.
manifest::Manifest read_manifest(const fs::path& release_folder);

/// As read_manifest, for several parts of a run that look at the same earlier releases: while the file is
/// unchanged (file_state), it is read only once, as long as not too many packages would be kept in memory.
/// Thread-safe.
std::shared_ptr<const manifest::Manifest> shared_manifest(const fs::path& release_folder);

/// Reads a manifest beside the current thread, so that shared_manifest has it. If it cannot be read, whoever
/// needs it gets the error.
std::jthread read_ahead(const fs::path& release_folder);

}  // namespace rpmworks::releases
