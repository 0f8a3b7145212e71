// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/fields.hpp"
#include "config/references.hpp"

namespace rpmworks::config {

const std::vector<std::string>& key_keys();

/// Reads `keys.NAME`. Paths are relative to `base`.
Key read_key(const Fields& fields, const Located<std::string>& name, const fs::path& base);

const std::vector<std::string>& upstream_keys();

/// Reads `upstreams.NAME`. Paths and URLs are relative to `base`.
Upstream read_upstream(const Fields& fields, const Located<std::string>& name, const fs::path& base,
                       References& references);

}  // namespace rpmworks::config
