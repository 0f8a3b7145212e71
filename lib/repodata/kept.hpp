// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: finished metadata is kept, so that it is not made again for the same packages.
#pragma once

#include <string>
#include <vector>

#include "repodata/describe.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::repodata {

inline constexpr const char* k_repomd = "repomd.xml";

/// The digest of everything that the metadata depends on.
std::string key_of_metadata(const std::vector<File>& files, const Options& options);

/// Puts the kept metadata into the empty folder `staged`. Returns false, and leaves the folder empty, if the
/// store lacks some of it or has damaged files.
bool restore(const store::Store& store, const std::string& key, const fs::path& staged);

/// Keeps the files in `staged`, which does not contain repomd.xml yet. They become links to the files in the
/// store: all releases with this metadata share them.
void keep(store::Store& store, const std::string& key, const fs::path& staged, const std::string& repomd);

}  // namespace rpmworks::repodata
