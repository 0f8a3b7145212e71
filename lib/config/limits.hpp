// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `limits` of a target or a package; an empty one when it is not there.
Limits read_limits(const Fields& of);

/// Reads `ccache` of a target: how many bytes it may take; nothing where there is to be none.
std::optional<uint64_t> read_ccache(const Fields& fields);

}  // namespace rpmworks::config
