// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::repodata {

struct Options {
  /// Written into <revision>, every <timestamp> and each package's <time file=>, so that the metadata depends
  /// only on the packages.
  int64_t timestamp = 0;
  bool sqlite = false;  ///< also write SQLite databases, which yum looks for
  unsigned threads = 1;
};

/// A package of a repository, as read from its metadata.
struct Listed {
  std::string nevra;  ///< "name-[epoch:]version-release.arch"
  std::string href;
  std::string sha256;
  uint64_t size = 0;
};

/// Writes `folder`/repodata for the packages below `folder` (relative paths in any order): gzip-compressed
/// primary, filelists and other with SHA-256 checksums. The same packages give the same bytes. `repodata`
/// must not exist yet.
void write(const fs::path& folder, const std::vector<fs::path>& packages, const Options& options);

/// Reads `folder`/repodata with createrepo_c's parser and verifies each file's checksum. Throws Error(gate).
std::vector<Listed> read(const fs::path& folder);

/// The newest time in `folder`/repodata/repomd.xml (its revision and its records), which old clients compare;
/// seconds since 1970. Throws Error(gate).
int64_t newest_time(const fs::path& folder);

/// The paths, relative to `folder`, of the files that repodata/repomd.xml names. Throws Error(gate).
std::vector<std::string> metadata_files(const fs::path& folder);

}  // namespace rpmworks::repodata
