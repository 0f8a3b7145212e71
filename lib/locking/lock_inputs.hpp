// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "locking/lock_demands.hpp"

namespace rpmworks::locking {

/// The sections `from: upstream` of the targets, in the order of repos.yaml.
std::vector<const config::Section*> upstream_sections(const config::Config& config,
                                                      const layout::Targets& targets);

/// Whether a section holds packages of a target.
bool holds(const config::Section& section, const config::Target& target, const config::Config& config,
           const layout::Targets& targets);

/// The entries of `release.base` for a target.
std::vector<const config::BaseSource*> base_of(const config::Config& config, const config::Target& target);

/// The names of the upstreams whose metadata a selection needs: those of the sections and those of the base,
/// sorted.
std::vector<std::string> upstreams_of(const config::Config& config, const layout::Targets& targets);

/// The address of an upstream as repos.lock has it: the same on every machine.
std::string locked_url(const config::Upstream& upstream, const config::Config& config);

/// By target, the SHA-256 of everything that a selection depends on, except the upstreams' metadata: the
/// rules and bases in repos.yaml, the trusted keys, and what the product's packages are called, provide and
/// demand. Versions of the product itself do not count. `demands` has an entry for each target. Throws
/// Error(invalid) if a base does not exist, and as layout::vendor_key.
std::map<std::string, std::string> lock_inputs(const config::Config& config, const layout::Targets& targets,
                                               const DemandsByTarget& demands);

/// Whether a package of a lock is of the upstream of its section in repos.yaml.
bool is_placed(const lockfile::LockedPackage& package, const config::Config& config);

}  // namespace rpmworks::locking
