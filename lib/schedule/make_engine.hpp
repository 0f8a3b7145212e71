// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::schedule {

struct EngineOptions {
  unsigned jobs = 1;  ///< builds at a time
  unsigned cpus = 1;  ///< for %{_smp_mflags} of each
  fs::path program;   ///< rpmworks, which a cluster's jobs run; empty: this program
};

/// The engine that a target asks for: "builtin", "mock", or "auto" for the one that can be had here, and
/// handed to a cluster where its executor is "slurm". What
/// is given must outlive it. Throws Error(invalid) for one that cannot
/// be had.
std::unique_ptr<engine::Engine> make_engine(const config::Config& config, const config::Target& target,
                                            const store::Workspace& workspace, store::Store& store,
                                            const EngineOptions& options);

}  // namespace rpmworks::schedule
