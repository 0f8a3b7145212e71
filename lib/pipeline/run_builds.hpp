// SPDX-License-Identifier: GPL-3.0-or-later
// Builds binary packages from existing source packages, with the settings of a session.
#pragma once

#include <vector>

#include "product/session.hpp"
#include "schedule/build.hpp"
#include "schedule/survey.hpp"

namespace rpmworks::pipeline {

/// Builds the packages with the target's engine. The session or the cluster's `max-jobs` limits the number of
/// parallel builds. For packages that were never built here, reads from releases what they provide.
schedule::Outcome run_builds(product::Session& session, const config::Target& target,
                             const engine::Packages& packages, schedule::BuildOptions options);

/// What run_builds would do.
std::vector<schedule::Forecast> forecast_builds(product::Session& session, const config::Target& target,
                                                const engine::Packages& packages,
                                                schedule::BuildOptions options);

}  // namespace rpmworks::pipeline
