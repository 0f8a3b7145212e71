// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// What a source package's header says, as far as building it asks for it.
struct SourcePackage {
  Nevra nevra;  ///< arch "src"
  int64_t build_time = 0;
  std::string spec_file;                     ///< the name of its spec
  std::vector<std::string> build_requires;   ///< as parsed where it was made
  std::vector<std::string> build_conflicts;  ///< likewise
  std::vector<std::string> build_arch;       ///< likewise
  std::vector<std::string> exclusive_arch;   ///< likewise
  std::vector<std::string> exclude_arch;     ///< likewise
  std::string unfit_for_metadata;  ///< what in its header repository metadata cannot hold; mostly empty
  std::string change_author;       ///< of its newest changelog entry: "Ada Writer <ada@example.org> - 1.0-1"
  int64_t change_time = 0;         ///< likewise: noon of its day, UTC, as rpm has it; 0 without a changelog
  std::vector<std::string> left_out;  ///< files that were beyond the bounds
};

/// Bounds of what unpack_source_package writes.
struct UnpackBounds {
  uint64_t file_bytes = 16UL << 20;   ///< larger files are left out: archives, which parsing does not ask for
  uint64_t total_bytes = 64UL << 20;  ///< no more than this in all
  size_t files = 10000;
};

/// All of any source package that is honestly made.
inline constexpr UnpackBounds k_everything = {
    .file_bytes = 16UL << 30, .total_bytes = 32UL << 30, .files = 100000};

/// Reads a source package's header and writes its spec and smaller sources into `folder`, by their last name
/// only. Signatures are not judged. Meant to run inside the sandbox. Throws Error(invalid) when it is no
/// source package, is damaged, or holds no spec.
SourcePackage unpack_source_package(const fs::path& file, const fs::path& folder,
                                    const UnpackBounds& bounds = {});

}  // namespace rpmworks::rpm
