// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// What publishing needs to know about a section of a release.
struct SectionFacts {
  std::string path;
  std::string client;         ///< "el6", "el7", "modern" or "rpm6"
  int64_t metadata_time = 0;  ///< the newest time in its metadata, seconds since 1970
};

/// A summary of a release's manifest, so that the manifest of a large release is not read again each time.
struct ReleaseFacts {
  std::string release;
  std::string product;
  std::string created;  ///< as in the manifest
  std::string config_sha256;
  std::string lock_sha256;  ///< empty: made without repos.lock
  std::string delta_from;   ///< the release that it completes; empty: it is whole
  std::vector<SectionFacts> sections;
  std::vector<std::string> keys;        ///< files at the top of the release
  std::vector<std::string> repo_files;  ///< likewise
  /// When the next of its keys expires, seconds since 1970; 0: never, or all of them have expired.
  int64_t next_expiry = 0;
  uint64_t packages = 0;
  uint64_t bytes = 0;                          ///< of the packages
  std::vector<manifest::Withdrawn> withdrawn;  ///< as in the manifest

  const SectionFacts* section(const std::string& path) const;
};

/// The facts of a release in releases/, from the workspace's record if the manifest's file is unchanged, else
/// from the manifest. Throws Error if the manifest or the metadata cannot be read.
ReleaseFacts facts_of(const std::string& release, const store::Workspace& workspace);

/// The facts of a release in releases/, if the workspace's record of them is valid. Neither reads the
/// manifest nor writes a record.
std::optional<ReleaseFacts> known_facts(const std::string& release, const store::Workspace& workspace);

/// Records and returns the facts of a release whose manifest is at hand.
ReleaseFacts remember_facts(const std::string& release, const manifest::Manifest& manifest,
                            const store::Workspace& workspace);

}  // namespace rpmworks::releases
