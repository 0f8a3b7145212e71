// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solve/pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// Reads a repository's metadata into an empty `repo`, with the lists of all files when `filelists`.
///
/// What libsolv makes of the XML is kept in its own format below metadata.cache and read from there the next
/// time: about ten times as fast. It goes through that format the first time too, so that a solution never
/// depends on whether the cache was warm. Throws Error(upstream) for metadata that cannot be read.
void load_metadata(Repo* repo, const upstream::Metadata& metadata, bool filelists);

}  // namespace rpmworks::solve
