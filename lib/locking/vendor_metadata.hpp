// SPDX-License-Identifier: GPL-3.0-or-later
// Metadata of upstreams besides that of their packages.
#pragma once

#include <map>
#include <string>

#include "compose/compose.hpp"
#include "lockfile/lockfile.hpp"
#include "product/session.hpp"

namespace rpmworks::locking {

/// The modules and advisories that sections want of their upstreams (`metadata`), by the path of the section.
/// They are those of the metadata that the packages of the lock were selected from. If the store lacks them,
/// reads them from the upstream. Throws Error(upstream) if the upstream has other metadata now.
std::map<std::string, compose::VendorMetadata> vendor_metadata(product::Session& session,
                                                               const layout::Targets& targets,
                                                               const lockfile::Lock& lock);

}  // namespace rpmworks::locking
