// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/engine.hpp"

namespace rpmworks::schedule {

/// Builds once more what has been built, in other surroundings (BuildRequest::once_more) and at least two
/// seconds later, and compares the packages byte by byte. Throws Error(gate) that names the first package
/// that differs and where: the file in it, or the tag of its header. What was built the second time then
/// stays in a folder beside the first one's, with "-once-more" at its end, and is removed otherwise.
void require_reproducible(engine::Engine& engine, const engine::BuildRequest& request,
                          const engine::BuildResult& first, Reporter& reporter);

}  // namespace rpmworks::schedule
