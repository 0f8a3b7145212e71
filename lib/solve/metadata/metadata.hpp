// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solve/pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// Reads a repository's metadata into an empty `repo`, with complete file lists if `filelists`.
///
/// The parsed metadata is cached in libsolv's own format below metadata.cache, which is about ten times
/// faster to read. The first run also goes through that format, so that a solution never depends on whether
/// the cache was warm. Throws Error(upstream) for metadata that cannot be read.
void load_metadata(Repo* repo, const upstream::Metadata& metadata, bool filelists);

}  // namespace rpmworks::solve
