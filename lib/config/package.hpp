// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/fields.hpp"
#include "config/references.hpp"

namespace rpmworks::config {

/// Reads `packages.NAME`. Paths and URLs are relative to `base`.
PackageSource read_package(const Fields& fields, const Located<std::string>& name, const fs::path& base,
                           References& references);

/// Reads one entry of `superprojects`.
Superproject read_superproject(const Fields& fields, const fs::path& base);

/// The allowed keys of each.
const std::vector<std::string>& package_keys();
const std::vector<std::string>& superproject_keys();

}  // namespace rpmworks::config
