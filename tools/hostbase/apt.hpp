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

/// A digest of what apt knows and prefers, by the sizes and times of its files alone: when it is what it was,
/// so is the answer of available_packages().
std::string fingerprint_of_apt();

/// The control stanzas of every package that apt would install, in one text (`apt-cache dumpavail`). `tmp`
/// holds it meanwhile.
std::string available_packages(const fs::path& tmp);

/// Puts the .deb files of `packages` into `folder`, each checked against the SHA-256 that apt's signed lists
/// give: those that are there already or in apt's own archive are taken, all others downloaded in one call.
/// Gives the file of each. Throws Error(upstream) when one cannot be had.
std::map<std::string, fs::path> fetch_debs(const std::vector<DebPackage>& packages, const fs::path& folder,
                                           Reporter& reporter);

}  // namespace rpmworks::hostbase
