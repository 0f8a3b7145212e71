// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include "rpm/nevra.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The decompressed text of a metadata file of a repository; empty if the repository has no such file. Throws
/// Error(upstream) if it cannot be read or does not match its checksum.
std::string metadata_text(const upstream::Metadata& metadata, const upstream::MetadataFile& file);

/// The documents of a repository's modules.yaml for the streams that contain one of these packages, and for
/// the streams that these require: the streams, whose artifacts are reduced to these packages, and the
/// defaults and end-of-life dates of their modules. Empty if there is no such stream. Throws as
/// metadata_text, and Error(upstream) if the modules were not fetched.
std::string reduced_modules(const upstream::Metadata& metadata, const std::set<rpm::Nevra>& packages);

}  // namespace rpmworks::solve
