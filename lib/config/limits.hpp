// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `limits` of a target or a package; an empty one when it is not there.
Limits read_limits(const Fields& of);

}  // namespace rpmworks::config
