// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the metadata of a release's sections.
#pragma once

#include "compose/stage.hpp"

namespace rpmworks::compose {

/// Writes the metadata of a section, whose packages are in `folder` and in `manifest`, and signs it. Adds the
/// section and the additional files to `manifest`.
void index_section(const fs::path& folder, const Stage& stage, const PlannedSection& section,
                   manifest::Manifest& manifest);

/// Writes a file of the release and adds it to `manifest`.
void write_text(const fs::path& folder, const std::string& name, const std::string& bytes,
                manifest::Manifest& manifest);

}  // namespace rpmworks::compose
