// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "core/json.hpp"
#include "release_flow.hpp"
#include "srpm_json.hpp"

namespace rpmworks::cli {

/// The closing table of a release, or its JSON, on stdout.
void print_made(Context& context, const ChosenTarget& chosen, const Made& made, bool published,
                std::chrono::nanoseconds elapsed);

/// The results of builds: a line a package, its logs and its files; or JSON.
Json json_of(const engine::BuildResult& result);
Json json_of(const schedule::LeftOut& one);

}  // namespace rpmworks::cli
