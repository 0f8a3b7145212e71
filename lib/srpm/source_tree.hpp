// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "git/writer.hpp"

namespace rpmworks::srpm {

/// How much an archive may hold. One that holds more is an Error(invalid).
struct ArchiveBounds {
  uint64_t bytes = 16UL << 30;  ///< of all files
  size_t members = 2'000'000;
};

/// What an archive holds, as git has it.
struct SourceTree {
  std::string top;  ///< the one folder that everything lies in, which is not part of `entries`; "" for none
  std::vector<git::TreeEntry> entries;     ///< files and links, their content written
  std::vector<std::string> empty_folders;  ///< which git does not keep
};

/// Unpacks a tar archive, however compressed, into the folder `scratch` and writes what it holds as blobs.
/// Throws Error(invalid), having written nothing elsewhere, for an archive that is damaged, goes beyond
/// `bounds`, or was made to write outside its folder: absolute paths, "..", links that lead out, devices, a
/// ".git".
SourceTree read_archive(const fs::path& archive, const fs::path& scratch, git::Writer& writer,
                        const ArchiveBounds& bounds);

}  // namespace rpmworks::srpm
