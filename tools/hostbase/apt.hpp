// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "control.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::hostbase {

/// dpkg's name of this machine's architecture: "amd64".
std::string debian_architecture();

/// A digest of apt's data and preferences, from the sizes and times of its files. While it is unchanged,
/// available_packages() gives the same result.
std::string fingerprint_of_apt();

/// The control stanzas of every package that apt would install, as one text (`apt-cache dumpavail`). `tmp` is
/// for a temporary file.
std::string available_packages(const fs::path& tmp);

/// Puts the .deb files of `packages` into `folder`, each checked with the SHA-256 in apt's signed lists.
/// Files that exist there or in apt's own archive are used, the others are downloaded in one call. Returns
/// the file of each package. Throws Error(upstream) if one is not available.
std::map<std::string, fs::path> fetch_debs(const std::vector<DebPackage>& packages, const fs::path& folder,
                                           Reporter& reporter);

}  // namespace rpmworks::hostbase
