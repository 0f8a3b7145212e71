// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "compose/plan.hpp"
#include "core/error.hpp"

namespace rpmworks::compose {

/// Whether a release is there, and no link to one.
bool is_release(const fs::path& place);

/// Throws Error(failed) when something else than a release is in the way of one.
void require_place(const fs::path& place);

/// The Error(gate) for a release that is there, made of other inputs; `what` differs, a line each.
Error taken(const std::string& release, bool is_published, std::vector<std::string> what);

/// Throws as require_place, and that error when a look at the source packages alone shows that the release
/// that is there was made of other inputs, and it is not to be replaced or must not be. `sources` is their
/// plan.
void require_not_taken(const Plan& sources, const std::string& release, const config::Config& config,
                       const store::Workspace& workspace, bool replace);

/// manifest.json of a release's folder.
manifest::Manifest read_manifest(const fs::path& release_folder);

}  // namespace rpmworks::compose
