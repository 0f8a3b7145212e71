// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `bootstrap` of a package; returns an empty one if it is missing. Throws Error(invalid) if it changes
/// nothing or if a condition is both on and off.
Bootstrap read_bootstrap(const Fields& package);

}  // namespace rpmworks::config
