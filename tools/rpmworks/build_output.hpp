// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "context.hpp"
#include "core/json.hpp"
#include "schedule/outcome.hpp"

namespace rpmworks::cli {

/// The closing table of a build: the packages that were built, failed and were not built. If the run was for
/// several targets, each line names its target.
std::string closing_table(const schedule::Outcome& outcome);

/// `{"builds": […]}`; also `failed` and `not_built` if these lists are not empty.
Json json_of(const schedule::Outcome& outcome);

/// Prints the closing table. Throws Outcome::error() unless every package was built; with --json, the results
/// of the packages that were built accompany the error.
void require_complete(Context& context, const schedule::Outcome& outcome);

/// Runs `build`, writes the file of --report, and returns the outcome. A file named *.html becomes a page
/// with the run's timeline, any other file JUnit XML. If the run ends before any build, no page is written.
/// If `file` is empty, no report is written.
schedule::Outcome with_build_report(const fs::path& file, const std::string& target,
                                    const std::function<schedule::Outcome()>& build);

/// Copies the packages and logs of every successful build, and the logs of every failed build. If there are
/// several builds, those of the package NAME go to DIR/NAME.
void copy_results(const schedule::Outcome& outcome, const fs::path& output);

}  // namespace rpmworks::cli
