// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/fields.hpp"
#include "config/references.hpp"

namespace rpmworks::config {

/// Reads `release` into `config`, if it exists. Paths are relative to `base`.
void read_release(const Document& document, const Fields& top, const fs::path& base, Config& config,
                  References& references);

}  // namespace rpmworks::config
