// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"

namespace rpmworks::layout {

/// A vendor's public key in the form that a release ships.
struct VendorKey {
  std::string fingerprint;
  std::string armoured;  ///< only this key
};

/// Reads a vendor's key `keys.NAME`. Throws Error(invalid) if its file contains several keys and repos.yaml
/// does not select one by `fingerprint`. Also throws as rpm::Keyring::add.
VendorKey vendor_key(const std::string& name, const config::Config& config);

/// The names of the keys whose signatures a section `from: upstream` accepts: the keys that its upstream
/// trusts.
std::vector<std::string> trusted_keys(const config::Section& section, const config::Config& config);

}  // namespace rpmworks::layout
