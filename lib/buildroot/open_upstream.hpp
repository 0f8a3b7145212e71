// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "core/events.hpp"
#include "store/workspace.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::buildroot {

/// Opens an upstream of repos.yaml, trusting the keys that it names there. Throws as
/// upstream::Repository::open, and Error(invalid) when it is the base repository of this machine's own
/// packages and that has not been made.
upstream::Repository open_upstream(const config::Config& config, const config::Upstream& upstream,
                                   const store::Workspace& workspace, Reporter& reporter);

}  // namespace rpmworks::buildroot
