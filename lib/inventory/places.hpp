// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: one function for each kind of place. Each throws as `read`.
#pragma once

#include "inventory/inventory.hpp"

namespace rpmworks::inventory {

/// A folder with manifest.json.
Inventory of_release(const fs::path& folder);
/// The text of a manifest. `file` names it in messages; `folder` as Inventory::folder.
Inventory of_manifest(const std::string& text, const std::string& file, const fs::path& folder);
/// The text of a repos.lock.
Inventory of_lock(const std::string& text, const fs::path& file, const Settings& settings);
/// One package file.
Inventory of_package(const fs::path& file, const Settings& settings);
/// An rpm database, or an installed root.
Inventory of_system(const fs::path& path, const Settings& settings);
Inventory of_folder(const fs::path& folder, const Settings& settings, Reporter& reporter);
/// Whether a folder has packages or metadata, so that of_folder can read it.
bool is_package_folder(const fs::path& folder);
/// The most bytes that a manifest or a lock may have: several times those of a distribution.
inline constexpr uint64_t k_largest_text = 256ULL << 20;
/// Reads a file of at most that many bytes; it may be a pipe.
std::string read_text(const fs::path& file);
/// A URL of http or https.
Inventory of_url(const std::string& url, const Settings& settings, Reporter& reporter);

/// The package of an entry in a file below `folder`. Throws Error(invalid) if the file is not the package of
/// the entry, or if a link on the way to it leads out of the folder.
Details details_of_file(const fs::path& folder, const manifest::Entry& entry);

}  // namespace rpmworks::inventory
