// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "buildroot/build_set.hpp"
#include "core/files.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::buildroot {

/// Part of the keys of roots; changes when these functions make roots differently.
constexpr const char* k_root_recipe = "3";

/// A package and the verified file it is installed from.
struct PackageFile {
  const engine::InstalledPackage* package = nullptr;
  fs::path file;
};

// A cache entry holds root/ (a layer: upper/), root.log and installed_pkgs.log.

/// Makes a base root in `entry`. The packages that the target's own rpm needs are unpacked; then that rpm
/// installs everything from inside the root (as obs-build does), so that the database has its format.
/// Everything runs in sandboxes. Throws Error(build) with rpm's last lines.
void make_base(const fs::path& entry, const std::vector<PackageFile>& bootstrap,
               const std::vector<PackageFile>& base);

/// Makes a layer over the base root of `base_entry` with further packages.
void make_layer(const fs::path& entry, const fs::path& base_entry, const std::vector<PackageFile>& extra,
                sandbox::Layering layering);

}  // namespace rpmworks::buildroot
