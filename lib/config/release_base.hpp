// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/fields.hpp"
#include "config/references.hpp"

namespace rpmworks::config {

/// Reads `release.base`. Paths are relative to `folder`.
std::vector<BaseSource> read_base(const Fields& release, const fs::path& folder, References& references);

/// Reads `release.assume-provides`.
std::vector<Located<std::string>> read_assumed_provides(const Fields& release);

}  // namespace rpmworks::config
