// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: packages that keep their vendor's signature.
#pragma once

#include <string>
#include <vector>

#include "compose/plan.hpp"

namespace rpmworks::compose {

/// A vendor's public key, as a release ships it.
struct VendorKey {
  std::string fingerprint;
  std::string armoured;  ///< this key alone
};

/// The key `keys.NAME` of a vendor. Throws Error(invalid) when its file holds several keys and repos.yaml
/// does not say by `fingerprint` which one is meant, and as rpm::Keyring::add.
VendorKey vendor_key(const std::string& name, const config::Config& config);

/// The names of the keys whose signatures a section `from: upstream` takes: its upstream trusts them.
std::vector<std::string> trusted_keys(const config::Section& section, const config::Config& config);

/// The packages on their way into the section, each verified against the section's own trusted keys alone.
/// Throws Error(trust) naming every package that none of them signed, Error(failed) for one that the store
/// does not hold whole.
std::vector<Item> verified_vendor_packages(const config::Section& section,
                                           const std::vector<VendorPackage>& packages,
                                           const config::Config& config, const store::Store& store);

}  // namespace rpmworks::compose
