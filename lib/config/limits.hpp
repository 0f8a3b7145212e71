// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `limits` of a target or a package; empty if missing.
Limits read_limits(const Fields& of);

/// Reads `ccache` of a target: the maximum size in bytes; nothing if there is no cache.
std::optional<uint64_t> read_ccache(const Fields& fields);

}  // namespace rpmworks::config
