// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/engine.hpp"

namespace rpmworks::schedule {

/// Builds a package a second time, in different surroundings (BuildRequest::second_build) and at least two
/// seconds later, and compares the packages byte by byte. Throws Error(gate), which names the first package
/// that differs and where it differs: a file in it, or a tag of its header. The second result is then kept in
/// a folder beside the first one, whose name ends in "-once-more"; otherwise it is removed.
void require_reproducible_build(engine::Engine& engine, const engine::BuildRequest& request,
                                const engine::BuildResult& first, Reporter& reporter);

}  // namespace rpmworks::schedule
