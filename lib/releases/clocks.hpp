// SPDX-License-Identifier: GPL-3.0-or-later
// Times that clients compare.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// The clocks of two machines may differ by minutes, in seconds.
inline constexpr int64_t k_clock_skew = 3600;

/// The newest time in a section's metadata, and the release that contains it.
struct MetadataTime {
  int64_t time = 0;  ///< seconds since 1970; 0: no release has this section
  std::string release;
};

/// The newest metadata of a section that clients may have: among the releases of `product` that were
/// published before `release`. yum ignores metadata older than what it has. Warns about such releases that
/// cannot be read.
MetadataTime newest_metadata(const std::string& section, const std::string& product,
                             const std::string& release, const store::Workspace& workspace,
                             Reporter& reporter);

/// A line for each section of a release whose metadata is older than that of another published release of the
/// product, if the section's clients keep newer metadata (yum of el6 and el7).
std::vector<std::string> older_metadata(const std::string& release, const store::Workspace& workspace,
                                        Reporter& reporter);

}  // namespace rpmworks::releases
