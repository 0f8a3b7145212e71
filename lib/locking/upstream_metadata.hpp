// SPDX-License-Identifier: GPL-3.0-or-later
// The metadata of the upstreams that a selection reads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lockfile/lockfile.hpp"
#include "product/session.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::locking {

/// Metadata by the name of its upstream.
using MetadataByName = std::map<std::string, upstream::Metadata>;

/// The metadata that the upstreams have now, with modules, and with advisories if `wanted`. Keeps a copy in
/// the store. Throws as upstream::Repository::open, and Error(upstream) if an upstream's metadata is older
/// than that of the lock: a mirror that is behind, or an attack that hides updates.
MetadataByName current_metadata(product::Session& session, const std::vector<std::string>& upstreams,
                                const lockfile::Lock* lock, const upstream::MetadataRules& wanted = {});

/// The metadata that the packages of the lock were selected from, with modules, and with advisories if
/// `wanted`. Nothing if the store lacks some of it.
std::optional<MetadataByName> locked_metadata(product::Session& session,
                                              const std::vector<std::string>& upstreams,
                                              const lockfile::Lock& lock,
                                              const upstream::MetadataRules& wanted = {});

}  // namespace rpmworks::locking
