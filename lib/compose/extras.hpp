// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: metadata of sections that is not made from packages.
#pragma once

#include <string>
#include <vector>

#include "compose/stage.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::compose {

/// Checks the files that sections name for their groups and advisories. Throws Error(invalid) with the
/// position if a file is missing or invalid.
void require_extra_files(const config::Config& config);

/// A digest of these files. Throws Error(invalid) if a file is missing.
std::string extra_files_digest(const config::Config& config);

/// The groups and advisories of a section. Tells the reporter about packages in them that the release does
/// not contain.
std::vector<repodata::Extra> extras_of(const PlannedSection& section, const Stage& stage);

}  // namespace rpmworks::compose
