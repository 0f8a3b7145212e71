// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildroot/build_set.hpp"

namespace rpmworks::buildroot {

/// The name of the listing in a result folder.
inline constexpr const char* k_buildroot_file = "buildroot.json";

/// The origin of a package that was built here, in that file.
inline constexpr const char* k_own_package = "this product";

/// The packages of a build root, as buildroot.json of a result folder lists them (docs/builds.md): NEVRA,
/// SHA-256, size and origin of each, sorted by NEVRA. `buildroot_sha256` is that of BuildResult.
std::string buildroot_json(std::vector<engine::InstalledPackage> packages,
                           const std::string& buildroot_sha256);

/// The same if only NEVRAs are known: mock's root holds other packages than predicted.
std::string buildroot_json(const std::vector<std::string>& nevras, const std::string& buildroot_sha256);

}  // namespace rpmworks::buildroot
