// SPDX-License-Identifier: GPL-3.0-or-later
// The packages of a lock, for compose::compose.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "lockfile/lockfile.hpp"
#include "product/session.hpp"

namespace rpmworks::locking {

/// The packages of a lock, by the path of their section. Sections without packages are in the map too.
/// `builds` made the packages of the product, which the reasons of the lock name.
std::map<std::string, std::vector<compose::VendorPackage>> vendor_packages(
    const product::Session& session, const layout::Targets& targets,
    const std::vector<engine::BuildResult>& builds, const lockfile::Lock& lock);

/// Fetches the packages of a lock for these targets that the store lacks, verifies them with the keys of
/// their upstream, and puts them into the store. Warns about damaged packages in the store, and fetches them
/// again. Throws as upstream::Repository::fetch.
void fetch_packages(product::Session& session, const layout::Targets& targets, lockfile::Lock lock);

}  // namespace rpmworks::locking
