// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <vector>

#include "compose/plan.hpp"
#include "core/error.hpp"

namespace rpmworks::compose {

/// The Error(gate) for an existing release of this name that was made from other inputs. `what`: the
/// differences, one line each.
Error name_conflict(const std::string& release, bool is_published, std::vector<std::string> what);

/// Throws as require_place. Throws Error(gate) if the source packages show that an existing release of this
/// name was made from other inputs, unless `replace` is set; a published release is never replaced. `sources`
/// is the plan of the source packages.
void require_no_name_conflict(const Plan& sources, const std::string& release, const config::Config& config,
                              const store::Workspace& workspace, bool replace);

}  // namespace rpmworks::compose
