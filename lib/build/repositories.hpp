// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "store/workspace.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::build {

/// Opens the repositories of a target in the order it names them, each with the keys it trusts. Throws what
/// upstream::Repository::open throws, and Error(invalid) for a key that cannot be read.
std::vector<upstream::Repository> open_repositories(const config::Config& config,
                                                    const config::Target& target,
                                                    const store::Workspace& workspace, Reporter& reporter);

}  // namespace rpmworks::build
