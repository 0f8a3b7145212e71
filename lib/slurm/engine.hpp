// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "engine/engine.hpp"
#include "engine/setup.hpp"
#include "slurm/cluster.hpp"

namespace rpmworks::slurm {

struct SlurmOptions {
  fs::path program;  ///< rpmworks, where every node has it; empty: this very program
  SlurmTimes times;
};

/// An engine whose builds run on a Slurm cluster; all questions go to `inner`, here. Workspace, store and
/// cache are on a folder that all nodes share, at the same place.
///
/// A build has a folder, workspace/.rpmworks/slurm/KEY, and a job whose name has the same key, which follows
/// from all that determines the build. So a run that was killed at any moment finds what it began: a finished
/// build's result is taken, a job that waits or runs is waited for, and only else one is submitted. The queue
/// alone says whether a job lives: no id is kept that could be another job's by now.
///
/// An interrupt cancels the jobs of this run. A build that fails throws as with `inner`. A job that ends
/// without a result: one whose node was lost is submitted again, others are Error(build) (cancelled, too
/// slow, too little memory) or Error(failed).
///
/// `config`, `workspace` and `store` must outlive it. Safe from several threads.
std::unique_ptr<engine::Engine> make_slurm_engine(std::unique_ptr<engine::Engine> inner,
                                                  const engine::Setup& setup, SlurmOptions options = {});

}  // namespace rpmworks::slurm
