// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "git/writer.hpp"

namespace rpmworks::importer {

/// Size limits for an archive. Exceeding one is an Error(invalid). They also bound the time: there is no
/// deadline.
struct ArchiveBounds {
  uint64_t bytes = 16UL << 30;   ///< of all files
  uint64_t always = 1UL << 30;   ///< allowed whatever the size of the archive
  uint64_t for_each_byte = 200;  ///< above `always`: allowed per byte of the archive
  size_t members = 2'000'000;
};

/// The content of an archive as a git tree.
struct SourceTree {
  std::string top;  ///< the one folder that contains everything, not part of `entries`; "" if there is none
  std::vector<git::TreeEntry> entries;     ///< files and links; their content is already written
  std::vector<std::string> empty_folders;  ///< git does not store them
  bool is_archive = true;                  ///< the format is supported
  std::string why_not;  ///< why git cannot store the content, so that `entries` is empty; else ""
};

/// Unpacks an archive (tar with any compression, zip, 7z; the name does not matter) into the folder `scratch`
/// and writes its content as blobs. `why_not` explains content that git cannot store or that cannot be read.
/// Throws Error(invalid), without writing outside of `scratch`, if the archive exceeds `bounds` or tries to
/// write outside: absolute paths, "..", files behind links. Messages use the archive's file name.
SourceTree read_archive(const fs::path& archive, const fs::path& scratch, git::Writer& writer,
                        const ArchiveBounds& bounds);

}  // namespace rpmworks::importer
