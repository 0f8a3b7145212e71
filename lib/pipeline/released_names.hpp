// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildplan/earlier_providers.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

/// For packages whose provides are unknown, adds to `earlier` what they provided in the published release, or
/// in the newest release if none is published. Uses only packages that were built for the target. Ignores a
/// release that cannot be read.
void add_released_names(product::Session& session, const std::string& target,
                        const engine::Packages& packages, buildplan::EarlierProviders& earlier);

}  // namespace rpmworks::pipeline
