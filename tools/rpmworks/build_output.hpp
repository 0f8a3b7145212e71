// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "context.hpp"
#include "core/json.hpp"
#include "schedule/outcome.hpp"

namespace rpmworks::cli {

/// The closing table of a build: what each package made, what failed and what was not built.
std::string closing_table(const schedule::Outcome& outcome);

/// `{"builds": […]}`, with `failed` and `not_built` when there are some.
Json json_of(const schedule::Outcome& outcome);

/// Prints the closing table and throws Outcome::error() unless all was built; with --json what was built
/// stands beside the error.
void require_complete(Context& context, const schedule::Outcome& outcome);

/// What `build` gives, with the file of --report written: a page with the run's timeline when it is named
/// .html, else JUnit's XML; of a run that ended before any build the latter alone. An empty name: none is
/// wanted.
schedule::Outcome with_build_report(const fs::path& file, const std::string& target,
                                    const std::function<schedule::Outcome()>& build);

/// Packages and logs of every build, those of NAME in DIR/NAME when there are several; of a failed one its
/// logs.
void copy_results(const schedule::Outcome& outcome, const fs::path& output);

}  // namespace rpmworks::cli
