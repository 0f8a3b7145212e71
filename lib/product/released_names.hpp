// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "buildplan/earlier_providers.hpp"
#include "product/session.hpp"

namespace rpmworks::product {

/// Adds what packages of these that are unknown provided in the release that is published, or else in the
/// newest, as far as they were built for the target. A release that cannot be read is left alone.
void add_released_names(Session& session, const std::string& target, const engine::Packages& packages,
                        buildplan::EarlierProviders& earlier);

}  // namespace rpmworks::product
