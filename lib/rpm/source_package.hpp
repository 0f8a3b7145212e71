// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// The data of a source package's header that building needs.
struct SourcePackage {
  Nevra nevra;                 ///< arch "src"
  bool lacks_sources = false;  ///< NoSource or NoPatch: it does not contain all files that its spec names
  int64_t build_time = 0;
  std::string spec_file;                     ///< the name of its spec
  std::vector<std::string> build_requires;   ///< recorded when it was made
  std::vector<std::string> build_conflicts;  ///< recorded when it was made
  std::vector<std::string> build_arch;       ///< recorded when it was made
  std::vector<std::string> exclusive_arch;   ///< recorded when it was made
  std::vector<std::string> exclude_arch;     ///< recorded when it was made
  std::string unfit_for_metadata;  ///< characters in the header that repository metadata cannot contain;
                                   ///< usually empty
  std::string change_author;       ///< of its newest changelog entry: "Ada Writer <ada@example.org> - 1.0-1"
  int64_t change_time = 0;         ///< of that entry: noon of its day, UTC, as in rpm; 0 without a changelog
  std::vector<std::string> left_out;  ///< files that exceed the limits
};

/// Limits for unpack_source_package.
struct UnpackBounds {
  uint64_t file_bytes = 16UL << 20;   ///< larger files are skipped: archives, which the parse does not need
  uint64_t total_bytes = 64UL << 20;  ///< total size of the written files
  size_t files = 10000;
};

/// Limits that no regular source package exceeds.
inline constexpr UnpackBounds k_everything = {
    .file_bytes = 16UL << 30, .total_bytes = 32UL << 30, .files = 100000};

/// Reads a source package's header and writes its spec and smaller sources into `folder`, by their file names
/// only. Signatures are not verified. Meant to run in the sandbox. Throws Error(invalid) if it is not a
/// source package, is damaged or contains no spec.
SourcePackage unpack_source_package(const fs::path& file, const fs::path& folder,
                                    const UnpackBounds& bounds = {});

}  // namespace rpmworks::rpm
