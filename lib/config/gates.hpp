// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `release.waivers`. Throws Error(invalid) for a gate that does not exist or whose findings cannot be
/// waived, a date in another format, and two waivers for one finding.
std::vector<Waiver> read_waivers(const Fields& release);

/// Reads `release.gates.licenses`.
std::vector<Located<std::string>> read_allowed_licenses(const Fields& release);

}  // namespace rpmworks::config
