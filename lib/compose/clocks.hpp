// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: times that clients compare.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/workspace.hpp"

namespace rpmworks::compose {

/// The newest time in the metadata of one section, and the release that has it.
struct MetadataTime {
  int64_t time = 0;  ///< seconds since 1970; 0: no release has such a section
  std::string release;
};

/// The newest metadata that clients may have of a section: of the releases of `product` that were published
/// before `release` was. yum does not take metadata that is older than what it has.
MetadataTime newest_metadata(const std::string& section, const std::string& product,
                             const std::string& release, const store::Workspace& workspace);

/// A line for each section whose clients keep newer metadata (yum of el6 and el7) and whose metadata in this
/// release is older than that of another published release of the product.
std::vector<std::string> older_metadata(const std::string& release, const store::Workspace& workspace);

}  // namespace rpmworks::compose
