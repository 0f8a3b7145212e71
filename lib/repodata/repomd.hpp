// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstdint>
#include <string>

#include "core/files.hpp"
#include "repodata/createrepo.hpp"

namespace rpmworks::repodata {

/// A finished file of metadata.
struct MetadataFile {
  std::string type;  ///< as repomd.xml writes it: "primary"
  fs::path file;
  std::string sha256;
  uint64_t size = 0;
  std::string open_sha256 = {};  ///< of the uncompressed content; empty if the file is not compressed
  uint64_t open_size = 0;
  int database_version = 0;        ///< of an SQLite database
  std::string header_sha256 = {};  ///< of the header of a zchunk file
  uint64_t header_size = 0;
};

/// repomd.xml
class Repomd {
 public:
  /// `timestamp` becomes the revision and the time of each file.
  explicit Repomd(int64_t timestamp);
  /// Adds a file. Puts its checksum in front of its name, so that a client never mixes two versions.
  void add(const MetadataFile& file);
  std::string text();

 private:
  int64_t m_timestamp;
  RepomdPtr m_repomd;
};

}  // namespace rpmworks::repodata
