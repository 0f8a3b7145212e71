// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "git/writer.hpp"

namespace rpmworks::importer {

/// How much an archive may hold. One that holds more is an Error(invalid). Reading is as long as these allow:
/// the time has no bound of its own.
struct ArchiveBounds {
  uint64_t bytes = 16UL << 30;   ///< of all files
  uint64_t always = 1UL << 30;   ///< of all files, whatever the size of the archive
  uint64_t for_each_byte = 200;  ///< beyond that, for each byte of the archive
  size_t members = 2'000'000;
};

/// What an archive holds, as git has it.
struct SourceTree {
  std::string top;  ///< the one folder that everything lies in, which is not part of `entries`; "" for none
  std::vector<git::TreeEntry> entries;     ///< files and links, their content written
  std::vector<std::string> empty_folders;  ///< which git does not keep
  bool is_archive = true;                  ///< of a format that can be read here
  std::string why_not;  ///< why git cannot hold it unpacked, and `entries` is empty; else ""
};

/// Unpacks an archive (tar however compressed, zip, 7z; whatever its name says) into the folder `scratch` and
/// writes what it holds as blobs. What git cannot hold, and what cannot be read, is said in `why_not`. Throws
/// Error(invalid), having written nothing elsewhere, for an archive that goes beyond `bounds` or was made to
/// write outside its folder: absolute paths, "..", files behind links. Messages call it by its file name.
SourceTree read_archive(const fs::path& archive, const fs::path& scratch, git::Writer& writer,
                        const ArchiveBounds& bounds);

}  // namespace rpmworks::importer
