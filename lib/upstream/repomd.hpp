// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::upstream {

/// A metadata file listed in repomd.xml.
struct Record {
  std::string href;
  Checksum checksum;
  uint64_t size = 0;  ///< 0: not given
};

struct Repomd {
  Record primary;
  std::optional<Record> filelists;
};

/// Reads a repomd.xml; `repository` is its name for messages. Throws Error(upstream) if it cannot be read,
/// has no primary metadata, has a digest weaker than SHA-256, or lists files elsewhere.
Repomd read_repomd(const std::string& repository, const fs::path& file);

}  // namespace rpmworks::upstream
