// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "core/events.hpp"
#include "store/workspace.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::buildroot {

/// Opens an upstream of repos.yaml with the keys that it trusts. Throws as upstream::Repository::open, and
/// Error(invalid) for the base repository of this machine's packages if it was not made yet. `wanted` is what
/// metadata to provide beyond the usual.
upstream::Repository open_upstream(const config::Config& config, const config::Upstream& upstream,
                                   const store::Workspace& workspace, Reporter& reporter,
                                   upstream::MetadataRules wanted = {});

/// Opens an upstream of repos.yaml for packages that a lock lists, with the keys that the upstream trusts:
/// see upstream::Repository::open_for_packages.
upstream::Repository open_for_packages(const config::Config& config, const config::Upstream& upstream,
                                       const store::Workspace& workspace);

}  // namespace rpmworks::buildroot
