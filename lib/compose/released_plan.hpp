// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "compose/plan.hpp"
#include "layout/keys.hpp"

namespace rpmworks::compose {

/// The plan that gives the release in `folder` again: every package as it is, with its signature. Puts
/// packages into the store that it lacks. Throws Error(invalid) if repos.yaml now has other sections, targets
/// or keys than the release.
Plan released_plan(const manifest::Manifest& manifest, const fs::path& folder, const config::Config& config,
                   const layout::Targets& targets, const layout::Signers& signers, store::Store& store);

}  // namespace rpmworks::compose
