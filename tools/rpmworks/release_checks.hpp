// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "context.hpp"
#include "publishing/publish.hpp"

namespace rpmworks::cli {

/// Checks a release now: with what repos.yaml says clients have, if there is a repos.yaml. `remote`: as in
/// gates::GateSettings.
inline std::vector<gates::Check> checks_of(Context& context, const fs::path& folder,
                                           bool are_upgrades_real = false,
                                           const gates::RemotePackages* remote = nullptr) {
  if (are_upgrades_real) context.require_config();
  if (!context.has_config())
    return gates::verify(folder, context.reporter(), context.jobs(), {.remote = remote});
  return publishing::verify_on_base(context.session(), folder, are_upgrades_real, remote);
}

}  // namespace rpmworks::cli
