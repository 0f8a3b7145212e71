// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "store/store.hpp"

namespace rpmworks::repodata {

/// A package file of a repository.
struct PackageFile {
  fs::path path;            ///< relative to the repository's folder
  std::string sha256 = {};  ///< of the file; empty: it is computed
};

/// A file of metadata that is not made from packages, such as the groups.
struct Extra {
  std::string type;  ///< as repomd.xml writes it: "group_gz"
  std::string
      name;  ///< of the file in repodata/, without the checksum in front and ".gz" at the end: "comps.xml"
  std::string bytes;
  bool gzip = true;  ///< write it compressed
};

struct Options {
  /// Written into <revision> and every <timestamp>, so that the metadata depends only on the packages.
  int64_t timestamp = 0;
  bool sqlite = false;  ///< also write SQLite databases, which yum looks for
  bool zchunk = false;  ///< also write the XML as zchunk files, which dnf can download in parts
  unsigned threads = 1;
  /// Keeps the metadata, and parts of it, so that unchanged parts are not made again. The metadata has the
  /// same bytes with and without a store. May be null.
  store::Store* store = nullptr;
  std::vector<Extra> extras = {};  ///< in the order in which repomd.xml lists them
};

/// A package of a repository, as read from its metadata.
struct Listed {
  std::string nevra;  ///< "name-[epoch:]version-release.arch"
  std::string href;
  std::string sha256;
  uint64_t size = 0;
};

/// Writes `folder`/repodata for the packages below `folder` (in any order): gzip-compressed primary,
/// filelists and other with SHA-256 checksums. The time of a package (<time file=>) is the time when it was
/// built. The same packages give the same bytes. `repodata` must not exist yet. Returns false if the store
/// had the whole metadata.
bool write(const fs::path& folder, const std::vector<PackageFile>& packages, const Options& options);

/// Reads `folder`/repodata with createrepo_c's parser and verifies each file's checksum. Throws Error(gate).
std::vector<Listed> read(const fs::path& folder);

/// The newest time in `folder`/repodata/repomd.xml (its revision and its records), which old clients compare;
/// seconds since 1970. Throws Error(gate).
int64_t newest_time(const fs::path& folder);

/// The files that are not made from packages: groups, modules, advisories. Verifies their checksums. Throws
/// Error(gate).
std::vector<Extra> read_extras(const fs::path& folder);

/// The paths, relative to `folder`, of the files that repodata/repomd.xml names. Throws Error(gate).
std::vector<std::string> metadata_files(const fs::path& folder);

}  // namespace rpmworks::repodata
