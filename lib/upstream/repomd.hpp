// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/files.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::upstream {

/// A file of metadata as repomd.xml lists it.
struct Record {
  std::string href;
  Checksum checksum;
  uint64_t size = 0;  ///< 0: not stated
};

struct Repomd {
  Record primary;
  std::optional<Record> filelists;
};

/// Reads a repomd.xml; `repository` is its name for messages. Throws Error(upstream) when it cannot be read,
/// has no primary metadata, states a digest that proves nothing (weaker than SHA-256), or names files
/// elsewhere.
Repomd read_repomd(const std::string& repository, const fs::path& file);

}  // namespace rpmworks::upstream
