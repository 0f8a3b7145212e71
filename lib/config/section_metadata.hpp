// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of a section for metadata that is not made from its packages.
const std::vector<std::string>& section_metadata_keys();

/// Reads these keys. Relative paths are relative to `base`.
SectionMetadata read_section_metadata(const Fields& section, Section::From from, const fs::path& base);

}  // namespace rpmworks::config
