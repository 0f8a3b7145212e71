// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::repodata {

struct Options {
  /// Goes into <revision> and every <timestamp>, and is each package's <time file=>: the metadata depends on
  /// the packages alone.
  int64_t timestamp = 0;
  bool sqlite = false;  ///< write SQLite databases too, which yum looks for
  unsigned threads = 1;
};

/// What a repository holds, as read back from its metadata.
struct Listed {
  std::string nevra;  ///< "name-[epoch:]version-release.arch"
  std::string href;
  std::string sha256;
  uint64_t size = 0;
};

/// Writes `folder`/repodata for the packages below `folder` (paths relative to it, sorted by the caller or
/// not): gzip-compressed primary, filelists and other with SHA-256 sums, the same bytes for the same
/// packages. `repodata` must not exist yet.
void write(const fs::path& folder, const std::vector<fs::path>& packages, const Options& options);

/// Reads `folder`/repodata with createrepo_c's own parser, each file's checksum verified. Throws Error(gate).
std::vector<Listed> read(const fs::path& folder);

/// The newest of the times in `folder`/repodata/repomd.xml (its revision and its records), which old clients
/// compare; seconds since 1970. Throws Error(gate).
int64_t newest_time(const fs::path& folder);

/// The paths, relative to `folder`, of the files that repodata/repomd.xml names. Throws Error(gate).
std::vector<std::string> metadata_files(const fs::path& folder);

}  // namespace rpmworks::repodata
