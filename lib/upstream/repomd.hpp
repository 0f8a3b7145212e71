// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::upstream {

/// A metadata file listed in repomd.xml.
struct Record {
  std::string href;
  Checksum checksum;
  uint64_t size = 0;       ///< 0: not given
  uint64_t open_size = 0;  ///< after decompression; 0: not given
};

struct Repomd {
  Record primary;
  std::optional<Record> filelists;
  std::optional<Record> updateinfo;  ///< only if the rules ask for it
  std::optional<Record> modules;     ///< same
  bool has_modules = false;
  std::string revision;  ///< see Metadata
};

/// A descriptor for these bytes: librepo reads only files.
FileDescriptor file_in_memory(const char* name, std::string_view bytes);

/// The most bytes that a repomd.xml may have; large ones have 20 KiB.
constexpr uint64_t k_largest_repomd = 16ULL << 20;

/// Reads a repomd.xml with the content `bytes`; `repository` and `file` name it in messages. Throws
/// Error(upstream) if it cannot be read, has no primary metadata, has a digest weaker than SHA-256 (or than
/// SHA-1, if `rules` accept it), or lists files elsewhere or of absurd sizes.
Repomd read_repomd(const std::string& repository, std::string_view bytes, const fs::path& file,
                   const MetadataRules& rules);

}  // namespace rpmworks::upstream
