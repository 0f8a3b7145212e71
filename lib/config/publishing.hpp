// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: settings of a release for publishing it.
#pragma once

#include "config/config.hpp"
#include "config/fields.hpp"

namespace rpmworks::config {

/// The keys of `release` that read_publishing reads.
const std::vector<std::string>& publishing_keys();

/// Reads `baseurl`, `metadata-expire` and `keep`.
void read_publishing(const Fields& fields, Config& config);

}  // namespace rpmworks::config
