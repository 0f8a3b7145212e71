// SPDX-License-Identifier: GPL-3.0-or-later
// What clients have before they install a release.
#pragma once

#include <functional>
#include <optional>

#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "locking/upstream_metadata.hpp"
#include "product/session.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::locking {

/// The base of a target, with the metadata of its upstreams.
solve::Base base_for(const config::Config& config, const config::Target& target,
                     const MetadataByName& metadata);

/// A function that gives the base of a target: see gates::GateSettings::base. The metadata is read at the
/// first call: that of the lock if it is there, else that which the upstreams have now; the function throws
/// as current_metadata. The session and the targets must outlive it.
std::function<std::optional<solve::Base>(const config::Target&)> client_base(
    product::Session& session, std::vector<const config::Target*> targets,
    std::optional<lockfile::Lock> lock);

}  // namespace rpmworks::locking
