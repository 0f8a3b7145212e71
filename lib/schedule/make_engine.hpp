// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::schedule {

/// Makes the engine that a target names: "builtin", "mock", or "auto" for the better one that works here. If
/// the target's executor is "slurm", its builds run on the cluster. The engine serves `jobs` builds at a
/// time. Throws Error(invalid) if it cannot be used here.
std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, const config::Target& target,
                                            unsigned jobs);

}  // namespace rpmworks::schedule
