// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `bootstrap` of a package; an empty one when it is not there. Throws Error(invalid) for one that says
/// nothing, or says two things of one condition.
Bootstrap read_bootstrap(const Fields& package);

}  // namespace rpmworks::config
