// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::schedule {

struct EngineOptions {
  unsigned jobs = 1;  ///< parallel builds
  unsigned cpus = 1;  ///< for %{_smp_mflags} of each
  fs::path program;   ///< rpmworks, which the jobs of a cluster run; empty for this program
};

/// Makes the engine that a target names: "builtin", "mock", or "auto" for the better one that works here. If
/// the target's executor is "slurm", its builds run on the cluster. Throws Error(invalid) if the engine
/// cannot be used here.
std::unique_ptr<engine::Engine> make_engine(const engine::Setup& setup, const config::Target& target,
                                            const EngineOptions& options);

}  // namespace rpmworks::schedule
