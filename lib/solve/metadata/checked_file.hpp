// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: files of a repository's metadata, which may be hostile.
#pragma once

#include <functional>
#include <string>

#include "core/error.hpp"
#include "solve/pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// The error for a metadata file that cannot be read.
Error unreadable(const upstream::Metadata& metadata, const fs::path& file, const std::string& reason);

/// Passes the decompressed bytes of a file to one of libsolv's readers, which returns 0 if it could read them
/// into `pool`. Throws Error(upstream) if it could not, if the file does not match its checksum, or if it
/// expands to more than repomd.xml states.
void read_checked(const upstream::Metadata& metadata, const upstream::MetadataFile& file, const Pool* pool,
                  const std::function<int(FILE*)>& read);

}  // namespace rpmworks::solve
