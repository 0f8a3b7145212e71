// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "manifest/manifest.hpp"
#include "rpm/package.hpp"

namespace rpmworks::inventory {

/// The section of packages that are in no folder of their own.
inline constexpr const char* k_packages = "packages";
/// The section of the packages of an installed system.
inline constexpr const char* k_installed = "installed";

/// What a header says about a package; without section, file, size and digest of the file. Throws
/// Error(invalid) for an epoch that is not a number, which only other programs write.
manifest::Entry entry_of(const rpm::Package& package);

/// Sorts the packages of an inventory, and lists their sections.
void complete(manifest::Manifest& manifest);

}  // namespace rpmworks::inventory
