// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "context.hpp"
#include "publishing/publish.hpp"

namespace rpmworks::cli {

/// Checks a release on disk now: with what repos.yaml says clients have, if there is a repos.yaml.
inline std::vector<gates::Check> checks_of(Context& context, const fs::path& folder,
                                           bool are_upgrades_real = false) {
  if (are_upgrades_real) context.require_config();
  if (!context.has_config()) return gates::verify(folder, context.reporter(), context.jobs());
  return publishing::verify_on_base(context.session(), folder, are_upgrades_real);
}

}  // namespace rpmworks::cli
