// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: packages that keep their vendor's signature.
#pragma once

#include <string>
#include <vector>

#include "compose/plan.hpp"

namespace rpmworks::compose {

/// The items of the packages in the section, each verified against only the section's own trusted keys.
/// Throws Error(trust) naming every package that none of these keys signed, and Error(failed) if a package in
/// the store is missing or incomplete. Throws Error(invalid) for a file that contains another package.
std::vector<Item> verified_vendor_packages(const config::Section& section,
                                           const std::vector<VendorPackage>& packages,
                                           const config::Config& config, const store::Store& store);

}  // namespace rpmworks::compose
