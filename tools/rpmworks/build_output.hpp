// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "build/outcome.hpp"

namespace rpmworks::cli {

/// The closing table of a build: what each package made, what failed and what was not built.
std::string closing_table(const build::Outcome& outcome);

/// `{"builds": […]}`, with `failed` and `not_built` when there are some.
nlohmann::ordered_json json_of(const build::Outcome& outcome);

/// Packages and logs of every build, those of NAME in DIR/NAME when there are several; of a failed one its
/// logs.
void copy_results(const build::Outcome& outcome, const fs::path& output);

}  // namespace rpmworks::cli
