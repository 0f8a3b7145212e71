// SPDX-License-Identifier: GPL-3.0-or-later
// Source packages that are there already → binary packages, as a session says.
#pragma once

#include <vector>

#include "product/session.hpp"
#include "schedule/build.hpp"
#include "schedule/survey.hpp"

namespace rpmworks::product {

/// Builds them with the target's engine, as many at a time as the session or the cluster's `max-jobs` says.
/// What packages provide that were never built here is learnt from releases.
schedule::Outcome run_builds(Session& session, const config::Target& target, const engine::Packages& packages,
                             schedule::BuildOptions options);

/// What run_builds would do.
std::vector<schedule::Forecast> forecast_builds(Session& session, const config::Target& target,
                                                const engine::Packages& packages,
                                                schedule::BuildOptions options);

}  // namespace rpmworks::product
