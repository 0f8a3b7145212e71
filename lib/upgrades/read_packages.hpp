// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <vector>

#include "core/files.hpp"
#include "manifest/manifest.hpp"
#include "rpm/known_contents.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::upgrades {

/// The packages of a section with their headers, in the order of its metadata, if most of the headers are
/// known: then that is faster than reading metadata for the first time. The other headers are read from
/// `release`. Empty if few are known, or if a package cannot be read.
std::vector<solve::ReadPackage> read_packages(const manifest::Manifest& manifest, const std::string& section,
                                              const fs::path& release, const rpm::KnownContents& known);

}  // namespace rpmworks::upgrades
