// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"
#include "slurm/cluster.hpp"

namespace rpmworks::slurm {

struct Options {
  fs::path program;  ///< the path of rpmworks on every node; empty for the path of this program
  Times times;
};

/// An engine whose builds run on a Slurm cluster. `inner`, on this machine, answers everything else.
/// Workspace, store and cache are on a shared file system, at the same path on all nodes.
///
/// A build has a folder, workspace/.rpmworks/slurm/KEY, and a job whose name contains the same key. The key
/// depends on everything that determines the build. So after a run was killed, the next run continues: it
/// takes the result of a finished build, waits for a job that is queued or running, and submits a job only if
/// there is neither. Only the queue tells whether a job exists; ids are not recorded, because Slurm reuses
/// them.
///
/// An interrupt cancels the jobs of this run. A failed build throws as with `inner`. If a job ends without a
/// result because its node was lost, it is submitted again. Any other such end is Error(build) (cancelled,
/// time limit, memory limit) or Error(failed). Thread-safe.
std::unique_ptr<engine::Engine> make_engine(std::unique_ptr<engine::Engine> inner, const engine::Setup& setup,
                                            Options options = {});

}  // namespace rpmworks::slurm
